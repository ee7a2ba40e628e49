"""Words that the grammar tests one by one, outside the phrase tables: they are never taken for slips of spelling."""

from __future__ import annotations

from regulars.criteria.words.phrases import word_set

KNOWN = word_set(
    """
abandoned about above abroad across adding after against ages ago aisle alive along altogether americans among amounting
announcement annually another any anyone apiece area around aside average back band bday bearing before begins belong below
between birthday birthdays blast books born bought bracket bucket buyers called canadians cancelled cannot carried carries
carry carrying celebrate celebrated celebrates celebrating cell cells cent champion champions chance checkout chiefly churn
classified clicked clients closing code codes collection combination comes completed composite comprised contain contained
containing contains core costing costliest could counted countries county couple currency customer customers decile
department dependent doing domain domains double doubled dozen during each edu else email emails employee ended ending ends
established even every everyone except excluded exclusive existed exists expected falls featured featuring field first fixed
flag flagged flags following forecast forecasted found fourth from germans gmail groups half happened happening happens head
historically holders hotmail hundred icloud identifying inbox include included includes inclusive instead into joined just
knew know skip skipped skips sat labeled labelled lapsed lapsing largely last learned least length less letter lies lifecycle
likelihood likely
limits line lose loyal loyalist loyalty mailbox mailboxes majority many measure members membership metro mid midday minimal
minority more most much named names near newsletters next noon occurs odds once onto opened ordered org other others outlook
over overseas owner owners pass passed pattern patterns people percent percentile percentiles person personal phase plain
please points position possible potential predicted previous probability program projected promising propensity puts
quadruple quartile quartiles quintile quintiles ranges rank ranks rather reachable received records redeemer redeemers
registered reseller returned rfm saving say scored scores scoring seasonal second section segments shares shoppers should
signed since single sit sits sleep slipping some someone somethings sooner spent staff stage stands started starts status
still subscribed subscribers such tagged takes tenure tercile tertile than thanks that their them there these they third this
those thousand through titled today tomorrow tonight totaling totalling toward triple tripled turn turned turning turns twice
under unless unlikely unreachable unsubscribed until upon users usually valid valued vast versus viewed visited waited
weekend weekends weighted whatever whatsoever when whenever where whether which while who whoever whole wholesaler whom whose
with within without replace replaced replacement replacing receipt receipts women word work worse would yahoo yesterday yet
"""
)
