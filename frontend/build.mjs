// Bundles scripts and styles into the Python package, with the hash of its content in each name, compressed copies beside them,
// and manifest.json, by which templates find them. The outline of the world is projected here once, so that no browser has to.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { geoNaturalEarth1, geoPath } from "d3-geo";
import { build, context } from "esbuild";
import { merge, mesh } from "topojson-client";

const OUT = path.resolve("../src/regulars/web/static/dist");
const TEMPORARY = `${OUT}.part`;
const manifest = {};

function hashOf(content) {
  const digits = createHash("sha256").update(content).digest().subarray(0, 8);
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return [...digits].map((each) => alphabet[each % 36]).join("");
}

function keep(name, content) {
  const { name: stem, ext } = path.parse(name);
  const file = `${stem}-${hashOf(content)}${ext}`;
  fs.writeFileSync(path.join(TEMPORARY, file), content);
  manifest[name] = file;
}

function world() {
  const [width, height] = [720, 380];
  const topology = JSON.parse(fs.readFileSync("node_modules/world-atlas/countries-110m.json", "utf8"));
  const countries = topology.objects.countries;
  const shown = countries.geometries.filter((each) => each.properties.name !== "Antarctica");
  const projection = geoNaturalEarth1().fitExtent([[2, 2], [width - 2, height - 2]], { type: "Sphere" });
  const draw = geoPath(projection).digits(1);
  const land = draw(merge(topology, shown));
  const borders = draw(mesh(topology, countries, (one, other) => one !== other));
  keep(
    "world.svg",
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><path id="land" d="${land}"/><path id="borders" d="${borders}"/></svg>`,
  );
  const meta = { width, height, scale: projection.scale(), translate: projection.translate() };
  fs.writeFileSync(path.join(TEMPORARY, "world.meta.json"), JSON.stringify(meta));
}

function licences(inputs) {
  const packages = new Set(inputs.map((file) => file.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean));
  packages.add("world-atlas");
  const notices = [...packages].sort().map((name) => {
    const folder = path.join("node_modules", name);
    const about = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
    const file = fs.readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    return `${name} ${about.version} (${about.license})\n\n${file ? fs.readFileSync(path.join(folder, file), "utf8") : ""}`;
  });
  fs.writeFileSync(path.join(TEMPORARY, "THIRD_PARTY_LICENSES.txt"), notices.join(`\n${"-".repeat(60)}\n`));
}

function compress() {
  for (const file of fs.readdirSync(TEMPORARY)) {
    if (!/\.(js|css|svg)$/.test(file)) continue;
    const whole = path.join(TEMPORARY, file);
    const content = fs.readFileSync(whole);
    fs.writeFileSync(`${whole}.gz`, gzipSync(content, { level: 9 }));
    fs.writeFileSync(`${whole}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  }
}

const options = {
  entryPoints: { app: "src/app.ts", styles: "src/app.css" },
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome123", "firefox121", "safari17.5"],
  outdir: TEMPORARY,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

function finish(metafile) {
  for (const [file, about] of Object.entries(metafile.outputs)) {
    if (about.entryPoint === "src/app.ts") manifest["app.js"] = path.basename(file);
    if (about.entryPoint === "src/app.css") manifest["app.css"] = path.basename(file);
  }
  world();
  for (const picture of ["icon.svg", "icons.svg"]) keep(picture, fs.readFileSync(path.join("src", picture)));
  licences(Object.keys(metafile.inputs));
  compress();
  const ordered = Object.fromEntries(Object.entries(manifest).sort());
  fs.writeFileSync(path.join(TEMPORARY, "manifest.json"), `${JSON.stringify(ordered, null, 1)}\n`);
  fs.rmSync(OUT, { recursive: true, force: true });
  fs.renameSync(TEMPORARY, OUT);
}

function start() {
  fs.rmSync(TEMPORARY, { recursive: true, force: true });
  fs.mkdirSync(TEMPORARY, { recursive: true });
}

if (process.argv.includes("--watch")) {
  const rebuild = { name: "finish", setup: (made) => {
    made.onStart(start);
    made.onEnd((result) => { if (result.metafile && !result.errors.length) finish(result.metafile); });
  } };
  await (await context({ ...options, plugins: [rebuild] })).watch();
} else {
  start();
  finish((await build(options)).metafile);
}
