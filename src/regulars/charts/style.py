"""The report's style sheet: tokens for both themes, layout, components, narrow screens and paper.

No element carries a style attribute, so the page's content security policy can name this sheet's hash and allow nothing else.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

_TOKENS = """
:root{color-scheme:light dark;
--sans:ui-sans-serif,system-ui,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;
--bg:light-dark(#f5f4f0,#101413);--card:light-dark(#fff,#171d1c);--sunk:light-dark(#f7f6f3,#1d2423);
--line:light-dark(#e5e2da,#2b3533);--strong:light-dark(#8d8a80,#6d7a77);
--ink:light-dark(#1b1f1e,#e9edeb);--soft:light-dark(#5a5f5c,#a5b0ac);
--brand:light-dark(#0b5d57,#6fd3c6);
--people:light-dark(#137a72,#4fb9ac);--money:light-dark(#b06a12,#e0a04c);--loss:light-dark(#b3261e,#f28b82);
--alert:light-dark(#9a3412,#f6a06d);--alert-bg:light-dark(#fdf3ea,#2b1d14);--alert-line:light-dark(#efcdb0,#5b3a24);
--good:light-dark(#0b6b43,#5fd19b);--good-bg:light-dark(#e9f5ee,#14291f);
--bad:light-dark(#a3190f,#ff9d94);--bad-bg:light-dark(#fdecea,#391815);
--h0:light-dark(#f4f3ef,#1a211f);--h1:light-dark(#e3f0ed,#1a302d);--h2:light-dark(#cfe6e1,#1b3d39);
--h3:light-dark(#b3d8d1,#1d4c47);--h4:light-dark(#8fc5bc,#205e58);--h5:light-dark(#4f9d93,#2f8a80);
--h6:light-dark(#1b7a71,#48a99d);--h7:light-dark(#0f625a,#6fc8bc);--h8:light-dark(#0a4842,#a0e3d9);
--on-pale:light-dark(#14302d,#e4f2ef);--on-deep:light-dark(#fff,#0a1514);--on-mid:light-dark(#0a201d,#04100e);--shade:light-dark(#00000026,#0009)}
"""

_BASE = """
*,*::before,*::after{box-sizing:border-box}
html{background:var(--bg);color:var(--ink);font:15px/1.55 var(--sans);-webkit-text-size-adjust:100%}
body,h1,h2,h3,p,dl,dd,ul,ol,figure{margin:0}
ul,ol{padding-inline-start:1.2em}
body{overflow-wrap:break-word}
h1{font-size:1.85rem;line-height:1.2;letter-spacing:-.02em;font-weight:680}
h2{font-size:1.16rem;line-height:1.3;letter-spacing:-.01em;font-weight:660}
h3{font-size:.95rem;font-weight:640;line-height:1.35}
h3+.scroll{margin-top:-10px}figure h3{margin-bottom:8px}
a{color:var(--brand);text-underline-offset:.18em}
:focus-visible{outline:2px solid var(--brand);outline-offset:2px;border-radius:3px}
svg{display:block;overflow:visible}
[dir=auto]{unicode-bidi:isolate}
code{font-family:ui-monospace,"Cascadia Code","DejaVu Sans Mono",monospace;font-size:.88em;overflow-wrap:anywhere}
.page{max-width:1280px;margin:0 auto;padding:36px 28px 56px;display:grid;gap:22px;grid-template-columns:minmax(0,1fr)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.soft{color:var(--soft)}
.lead{color:var(--soft);margin-top:4px;max-width:92ch}
"""

_HEAD = """
.brand{display:flex;align-items:center;gap:9px;color:var(--brand);font-weight:680;letter-spacing:-.01em;margin-bottom:14px}
.brand svg{width:22px;height:22px;fill:currentColor}
.facts{display:flex;flex-wrap:wrap;gap:8px 30px;margin-top:16px}
.facts dt{color:var(--soft);font-size:.8rem}
.facts dd{font-weight:560;overflow-wrap:anywhere}
.toc{display:flex;flex-wrap:wrap;gap:4px 18px;margin-top:18px;padding-top:12px;border-top:1px solid var(--line);font-size:.88rem}
.toc a{text-decoration:none}
.toc a:hover{text-decoration:underline}
.banner{border:1px dashed var(--strong);border-radius:10px;padding:10px 16px;background:var(--sunk)}
.risk{background:var(--alert-bg);border:1px solid var(--alert-line);border-inline-start:5px solid var(--alert);border-radius:12px;
padding:20px 24px;display:grid;grid-template-columns:minmax(0,auto) minmax(0,1fr);gap:6px 36px;align-items:start}
.risk h2{color:var(--alert);font-size:.95rem;grid-column:1/-1}
.risk .stake{font-size:clamp(1.5rem,5vw,2.3rem);font-weight:700;letter-spacing:-.025em;line-height:1.15;
font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.risk .say{display:grid;gap:6px;max-width:70ch}
.risk.calm{background:var(--good-bg);border-color:var(--line);border-inline-start-color:var(--good);display:block}
.risk.calm h2{color:var(--good)}
.risk.unknown{background:var(--sunk);border-color:var(--line);border-inline-start-color:var(--strong);display:block}
.risk.unknown h2{color:var(--soft)}
.figures{display:grid;gap:12px;grid-template-columns:repeat(auto-fit,minmax(min(100%,170px),1fr))}
.figures>div{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 18px;min-width:0}
.figures>div.wide{grid-column:span 2}
.figures>div{container-type:inline-size}
.figures .long dd{font-size:min(1.5rem,11.4cqi)}.figures .wide dd{font-size:min(1.5rem,7.4cqi)}
.figures dt{color:var(--soft);font-size:.84rem}
.figures dd{font-size:1.5rem;font-weight:670;letter-spacing:-.02em;
font-variant-numeric:tabular-nums;line-height:1.3;overflow-wrap:anywhere}
.figures dd small{display:block;font-size:.78rem;font-weight:450;letter-spacing:0;color:var(--soft);line-height:1.35;margin-top:2px}
"""

_CARDS = """
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:22px 24px;display:grid;gap:18px;
grid-template-columns:minmax(0,1fr);align-content:start;min-width:0;scroll-margin-top:12px}
main,.stack{display:grid;gap:22px;grid-template-columns:minmax(0,1fr);min-width:0}
.two{display:grid;gap:22px;grid-template-columns:repeat(2,minmax(0,1fr));align-items:stretch}
.card .two{gap:28px}
.spread-row{display:grid;gap:6px 32px;grid-template-columns:minmax(0,1.55fr) minmax(0,1fr);align-items:start;
padding-top:18px;border-top:1px solid var(--line)}
.spread-row>.about{grid-column:1/-1}
.note{border-inline-start:3px solid var(--money);padding-inline-start:10px}
.list{display:grid;gap:6px}
details{border:1px solid var(--line);border-radius:9px;min-width:0}
summary{cursor:pointer;padding:8px 14px;font-weight:560;font-size:.92rem;border-radius:9px}
summary:hover{background:var(--sunk)}
summary span.soft{font-weight:430}
details>.inside{padding:4px 14px 12px;display:grid;gap:10px;grid-template-columns:minmax(0,1fr)}
.segments-more{display:grid;gap:8px;grid-template-columns:repeat(2,minmax(0,1fr));align-items:start}
.patterns{font-size:.86rem;font-variant-numeric:tabular-nums;color:var(--soft);overflow-wrap:anywhere}
.verdict{border-radius:10px;padding:12px 16px;display:flex;gap:12px;align-items:flex-start}
.verdict b:first-child{font-size:1.25rem;line-height:1.2}
.verdict.good{background:var(--good-bg);color:var(--good)}
.verdict.bad{background:var(--bad-bg);color:var(--bad);border:2px solid var(--bad)}
.verdict p{color:var(--ink)}
.warnings{display:grid;gap:6px;list-style:none;padding:0}
.warnings li{background:var(--alert-bg);border-inline-start:3px solid var(--alert);border-radius:0 8px 8px 0;padding:7px 12px}
.read{display:grid;gap:12px 32px;grid-template-columns:repeat(2,minmax(0,1fr))}
.read dt{font-weight:640}
.read dd{color:var(--soft)}
.plain{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 20px;font-size:.92rem}
.plain dt{color:var(--soft)}
.plain dd{overflow-wrap:anywhere}
footer{color:var(--soft);font-size:.84rem}
"""

_TABLES = """
.scroll{overflow-x:auto;min-width:0;margin-inline:-4px;padding-inline:4px;position:relative;
background:linear-gradient(to right,var(--card) 40%,transparent) local left/28px 100% no-repeat,
linear-gradient(to left,var(--card) 40%,transparent) local right/28px 100% no-repeat,
linear-gradient(to right,var(--shade),transparent) left/14px 100% no-repeat,
linear-gradient(to left,var(--shade),transparent) right/14px 100% no-repeat}
.swipe{display:none}
table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
caption{text-align:start;color:var(--soft);font-size:.86rem;padding-bottom:6px}
th,td{padding:8px 10px;text-align:start;vertical-align:baseline;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{padding-inline-start:4px}
th:last-child,td:last-child{padding-inline-end:4px}
thead th{color:var(--soft);font-size:.8rem;font-weight:540;vertical-align:bottom;line-height:1.3;border-bottom-color:var(--strong)}
tbody th{font-weight:600;min-width:9.5em;max-width:22em;overflow-wrap:anywhere}
tbody td{min-width:5.5em;max-width:26em;overflow-wrap:anywhere}
td.word{min-width:6.5em;overflow-wrap:break-word}td.short{min-width:0;white-space:nowrap}
thead th.number{white-space:normal}td.why{min-width:14em}
.number{text-align:end;white-space:nowrap;overflow-wrap:normal}
td.number,th.number{max-width:none;min-width:0}
th.slight{font-weight:450;min-width:5em}
tfoot th,tfoot td{font-weight:640;border-bottom:0;border-top:1px solid var(--strong)}
tbody tr:last-child th,tbody tr:last-child td{border-bottom:0}
.meter{display:inline-flex;align-items:center;gap:8px;justify-content:flex-end}
.meter span{min-width:3.4em;text-align:end}
.sub{display:block;font-weight:430;color:var(--soft);font-size:.86em;line-height:1.35}
.sub:empty,.meaning:empty{display:none}
.meaning{font-size:.88rem;color:var(--soft)}
.playbook{display:grid;grid-template-columns:minmax(7.5em,max-content) 1fr;gap:3px 14px;margin:6px 0 12px;font-size:.9rem;
max-width:860px}
.playbook dt{color:var(--soft)}.playbook dd{margin:0;overflow-wrap:anywhere}
.segments tbody th{min-width:12.5em}.segments th,.segments td{padding-inline:6px}.segments td.word{min-width:5.6em}
th.roomy-head{min-width:7.5em}.corners{font-size:.84rem}.corners tbody th{max-width:none}
.plain details{border:0}.plain summary{padding:0;font-weight:430}.plain details>.inside{padding:4px 0 0}
.ledger{max-width:860px}
.ledger tbody th{font-weight:450;max-width:none}
.ledger tr.sum th,.ledger tr.sum td{font-weight:660}
.ledger .sub{padding-inline-start:1.3em}
.ledger .sign{color:var(--soft);display:inline-block;width:1.1em}
"""

_HEAT = """
.heat{border-collapse:separate;border-spacing:3px;text-align:center;table-layout:fixed;min-width:440px}
.heat.dense{min-width:900px;font-size:.8rem}
.heat th,.heat td{border:0;padding:7px 4px;text-align:center;min-width:0;max-width:none}
.heat thead th{color:var(--ink);font-weight:600;vertical-align:bottom}
.heat tbody th{text-align:start;font-weight:600;font-size:.8rem}
.heat small{display:block;font-weight:430;color:var(--soft);font-size:.9em;line-height:1.2}
.heat td{border-radius:6px;line-height:1.3}
.heat td b{display:block;font-weight:650}
.heat td span{display:block;font-size:.84em}
.l0{background:var(--h0);color:var(--soft)}.l1{background:var(--h1);color:var(--on-pale)}.l2{background:var(--h2);color:var(--on-pale)}
.l3{background:var(--h3);color:var(--on-pale)}.l4{background:var(--h4);color:var(--on-pale)}.l5{background:var(--h5);color:var(--on-mid)}
.l6{background:var(--h6);color:var(--on-deep)}.l7{background:var(--h7);color:var(--on-deep)}.l8{background:var(--h8);color:var(--on-deep)}
.grid-box{display:grid;gap:10px;grid-template-columns:minmax(0,1fr)}
.legend{display:flex;flex-wrap:wrap;gap:6px 8px;align-items:center;color:var(--soft);font-size:.84rem}
.swatches{display:inline-flex;gap:2px}
.swatches i{width:18px;height:12px;border-radius:2px}
.key{display:inline-block;width:11px;height:11px;border-radius:2px;margin-inline-end:6px}
.key.people{background:var(--people)}.key.money{background:var(--money)}
"""

_CHARTS = """
.chart{width:100%}
.plotted{margin-left:56px;width:calc(100% - 56px)}
.chart text{fill:var(--soft);font:11.5px var(--sans);font-variant-numeric:tabular-nums;unicode-bidi:plaintext}
.chart text.name{fill:var(--ink);font-size:13px;font-weight:570}
.chart text.cut-label{fill:var(--ink);font-weight:600;font-size:11px;paint-order:stroke;stroke:var(--card);stroke-width:3px}
.people{fill:var(--people)}.money{fill:var(--money)}.loss{fill:var(--loss)}.bin{fill:var(--strong);fill-opacity:.75}
.grid{stroke:var(--line)}line.axis{stroke:var(--strong)}
.cut{stroke:var(--ink);stroke-width:1.25;stroke-dasharray:3 2}
.box{stroke:var(--card);stroke-width:1.5}
.f1{fill:var(--h1)}.f2{fill:var(--h2)}.f3{fill:var(--h3)}.f4{fill:var(--h4)}
.f5{fill:var(--h5)}.f6{fill:var(--h6)}.f7{fill:var(--h7)}.f8{fill:var(--h8)}
.chart text.box-label{font-weight:650;font-size:11px}
.chart text.t1,.chart text.t2,.chart text.t3,.chart text.t4{fill:var(--on-pale)}.chart text.t5{fill:var(--on-mid)}
.chart text.t6,.chart text.t7,.chart text.t8{fill:var(--on-deep)}
"""

_BACKTEST = """
.whisk{stroke:var(--people);stroke-width:2.5;stroke-linecap:round}.dot{fill:var(--people);stroke:var(--card);stroke-width:1.5}
.ring{fill:none;stroke:var(--money);stroke-width:2}
.line{stroke-width:2.25;stroke-linecap:round}.point{stroke:var(--card);stroke-width:1}
.line.c1{stroke:var(--people)}.line.c2{stroke:var(--money)}.line.c3{stroke:var(--strong)}.line.c4{stroke:var(--loss)}
.point.c1{fill:var(--people)}.point.c2{fill:var(--money)}.point.c3{fill:var(--strong)}.point.c4{fill:var(--loss)}
.key.k1{background:var(--people)}.key.k2{background:var(--money)}.key.k3{background:var(--strong)}.key.k4{background:var(--loss)}
.whiskers text{paint-order:stroke;stroke:var(--card);stroke-width:4px}
.whiskers text.figure{fill:var(--ink)}
.said{max-width:110ch;display:grid;gap:6px;padding-inline-start:1.2em}
"""

_AFFINITY = """
.between{display:inline-flex;align-items:baseline;gap:10px;white-space:nowrap}.lift{flex:none;align-self:center}
"""

_EXPERIMENT = """
.band{fill:var(--people);fill-opacity:.16}
.path{fill:none;stroke:var(--people);stroke-width:2.25;stroke-linejoin:round;vector-effect:non-scaling-stroke}
.a1{fill:var(--strong)}.a2{fill:var(--people)}.a3{fill:var(--money)}.a4{fill:var(--loss)}.a5{fill:var(--h4)}
.key.a1{background:var(--strong)}.key.a2{background:var(--people)}.key.a3{background:var(--money)}.key.a4{background:var(--loss)}
.key.a5{background:var(--h4)}
"""

_ONE_SHEET = """
.paper{display:none}
@media print{
@page sheet{size:auto;margin:9mm 10mm}
.one-sheet{page:sheet;font-size:7.8pt;line-height:1.36}
.one-sheet .screen{display:none}.one-sheet main>*{margin-bottom:5pt}.one-sheet>*{margin-bottom:5pt}
.one-sheet .brand{float:inline-end;margin:0;font-size:8pt;gap:4px}.one-sheet .brand svg{width:12px;height:12px}
.one-sheet h1{font-size:14pt;max-height:2.4em;overflow:hidden}.one-sheet h2{font-size:9pt;margin-bottom:1pt}
.one-sheet h3{font-size:8pt}
.one-sheet header .lead{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;max-width:none}
.one-sheet .facts{margin-top:4pt;gap:2pt 14pt}.one-sheet .facts dt{font-size:6.6pt}
.one-sheet .facts dd{max-width:85mm;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.one-sheet .facts>div:first-child dd{max-width:186mm;white-space:normal;display:-webkit-box;-webkit-box-orient:vertical;
-webkit-line-clamp:2}
.one-sheet .verdict{padding:3pt 7pt;gap:6pt;border-radius:5px;border-width:1px}.one-sheet .verdict b:first-child{font-size:1em}
.paper{display:block}.paper section{border-top:.6pt solid var(--line);padding-top:3pt;margin-bottom:4pt}
.paper p{margin-top:1.5pt}.paper .soft{font-size:6.8pt}
.paper table,.paper thead th{font-size:7pt}.paper th,.paper td{padding:1.3pt 4pt}.paper caption{display:none}
.paper .plain{font-size:7.2pt;gap:1pt 8pt;margin-top:2pt}
.paper .drawn.beside{display:grid;grid-template-columns:minmax(0,1.15fr) minmax(0,1fr);gap:0 12pt}
.paper .small{display:flex;flex-wrap:wrap;align-items:flex-start;gap:2pt 12pt}.paper .small figure{flex:1 1 26mm;min-width:0}
.paper .beside .small{display:block}
.paper figure h3{margin-bottom:2pt;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.paper .across{flex-basis:100%;margin:0;max-height:2.8em;overflow:hidden}
.paper tbody th,.dense tbody td:not(.number){max-width:38mm;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.paper .legend span{max-width:26mm;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.paper .plain dd{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.paper section>p{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:5;overflow:hidden}
.paper .small svg{zoom:.5}.paper .small .chart text{font-size:15px}.paper .small .path{stroke-width:2px}
.paper .forest text,.paper .forest text.name{font-size:9px}
.paper .forest .whisk{stroke-width:1.6}.paper .forest text{stroke-width:2px}
.paper .legend{font-size:6.6pt;gap:2pt 8pt}.paper .legend .key{width:7px;height:7px;margin-inline-end:3px}
.one-sheet main:has(.dense) .verdict p{display:inline;margin-inline-start:5pt}
.one-sheet main:has(.dense) .verdict>div{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.one-sheet main:has(.dense){display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 6pt}
.one-sheet main:has(.dense) .verdict{padding:1.5pt 5pt;gap:4pt;font-size:6.9pt}.one-sheet main>.paper{grid-column:1/-1}
.dense th,.dense td{padding-block:.9pt}.dense .legend{font-size:5.8pt;gap:0 6pt}.dense .small{column-gap:7pt}
.dense .small svg{zoom:.38}.dense .forest svg{zoom:.86}.dense .forest text,.dense .forest text.name{font-size:8.6px}
.dense .small .chart text{font-size:17px}.dense p,.dense .plain{font-size:6.9pt}.dense .soft,.dense h3{font-size:6.4pt}
.one-sheet:has(.crowded){zoom:.9}
.one-sheet footer{font-size:6.4pt;margin:0}}
"""

_NARROW = """
@media (max-width:1000px){.two,.spread-row,.read,.segments-more{grid-template-columns:minmax(0,1fr)}}
@media (max-width:640px){
.page{padding:22px 14px 40px;gap:16px}.card{padding:18px 14px;border-radius:12px}h1{font-size:1.5rem}
.roomy{display:none}.risk{grid-template-columns:minmax(0,1fr);padding:16px}
.figures{grid-template-columns:repeat(2,minmax(0,1fr))}.figures dd{font-size:1.2rem}
.figures>div.long{grid-column:1/-1}.figures .long dd{font-size:min(1.3rem,7.4cqi)}
.heat{min-width:300px;font-size:.76rem;border-spacing:2px}.heat th,.heat td{padding:5px 1px}.heat tbody th{font-size:.76rem}
.swipe{display:block;color:var(--brand);font-size:.82rem;margin-bottom:8px}
.segments tbody th{min-width:8.4em;max-width:8.4em}.segments th.roomy-head{min-width:12em}
td.why{min-width:24em}
.facts{gap:8px 22px}.plain{grid-template-columns:minmax(0,1fr)}.plain dd{margin-bottom:6px}}
"""

_PAPER = """
@media print{
@page{size:A4;margin:13mm 12mm}
:root{color-scheme:light;--bg:#fff;--sunk:#fff}
html{font-size:9.5pt;background:#fff}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.page{max-width:none;padding:0;display:block}
main,.stack{display:block}.page>*,main>*,.stack>*{margin-bottom:12pt}
.toc{display:none}
.card,.figures>div,.risk{border-radius:6px}
.card{padding:12pt;display:block}.card>*+*{margin-top:9pt}
.two{grid-template-columns:repeat(2,minmax(0,1fr));gap:12pt}
.spread-row{grid-template-columns:minmax(0,1.4fr) minmax(0,1fr);gap:4pt 14pt}
.read{grid-template-columns:repeat(2,minmax(0,1fr))}
.segments-more{grid-template-columns:repeat(2,minmax(0,1fr));gap:6pt 10pt}
.segments-more table{font-size:6.6pt}
.segments-more th,.segments-more td{padding:1.4pt 3pt}.segments-more .sub{display:inline;margin-inline-start:4pt}
.segments-more .lift{zoom:.55}.segments-more tbody th{min-width:25mm}
.figures{grid-template-columns:repeat(auto-fit,minmax(27mm,1fr));gap:6pt}
.figures>div{padding:6pt 8pt}.figures .long dd{font-size:min(11.5pt,11.4cqi)}
.figures .wide dd{font-size:min(11.5pt,6.4cqi)}
.swipe{display:none}
.figures dd{font-size:11.5pt}
.scroll{overflow:visible;margin-inline:0;padding:0;background:none}h3+.scroll{margin-top:4pt}.roomy{display:none}
table{font-size:7.6pt}th,td{padding:3.2pt 4pt}thead th{font-size:7pt}
tbody th{min-width:0}
.heat,.heat.dense{min-width:0;border-spacing:2px}.heat.dense{font-size:6pt}.heat th,.heat td{padding:3pt 1pt}
.segments .slim{display:none}.segments,.segments thead th{font-size:6.5pt}.segments .sub{font-size:5.8pt}
.segments td.short{font-size:6.1pt}
.segments th,.segments td{padding-inline:2.2pt}
.segments tbody tr:last-child,.segments tfoot tr{break-before:avoid}
.segments tbody th{width:19%}.segments th.roomy-head{min-width:6em}.segments td.word{min-width:0}
.segments .meter span{min-width:0}
.tight,.tight thead th{font-size:6.1pt}.segments.tight th.roomy-head{min-width:0}
.tight .short{display:none}.tight th,.tight td{padding-inline:2pt}
.segments tbody th{overflow-wrap:break-word}
.meter{gap:4px}.meter span{min-width:3em}
thead{display:table-header-group}tfoot{display:table-row-group}
.two,.two>.card,tr,.segments-more details,.card>div:first-child,
figure,svg,.spread-row,.risk,.figures,.verdict,.keep,.read>div{break-inside:avoid}
h2,h3,caption,summary,.about,.card>div:first-child{break-after:avoid}
details::details-content{content-visibility:visible;display:block;block-size:auto}
summary{list-style:none;padding:4pt 8pt}details>.inside{padding:2pt 8pt 6pt}
a{color:inherit;text-decoration:none}}
"""

_FORCED_COLORS = """
@media (forced-colors:active){.people,.money,.bin,.loss{fill:CanvasText}.cut{stroke:Highlight}
.whisk,.line,.ring{stroke:CanvasText}.dot,.point{fill:CanvasText}
.l0,.l1,.l2,.l3,.l4,.l5,.l6,.l7,.l8{border:1px solid CanvasText}}
"""


def _sheet(*parts: str) -> str:
    return "".join(line for part in parts for line in part.splitlines(keepends=True) if line.strip())


SHEET = _sheet(
    _TOKENS, _BASE, _HEAD, _CARDS, _TABLES, _HEAT, _CHARTS, _BACKTEST, _AFFINITY, _EXPERIMENT, _NARROW, _PAPER, _ONE_SHEET,
    _FORCED_COLORS,
)  # fmt: skip
HASH = f"sha256-{b64encode(sha256(SHEET.encode()).digest()).decode()}"

# what the charts alone need, for pages with a layout of their own
CHART_SHEET = _sheet(_TOKENS, _HEAT, _CHARTS, _BACKTEST, _AFFINITY, _EXPERIMENT, _FORCED_COLORS)
