"""Names of groups of customers that stand for conditions: some plainly, some with several meanings that people choose from."""

from __future__ import annotations

from regulars.criteria.words.phrases import table

# plainly one meaning
PLAIN = table(
    """
two_orders: second time buyers; second time customers; second time shoppers; two time buyers; two time customers;
    two time shoppers; two time purchasers
one_order: one time buyers; one time customers; one time shoppers; one time buyer; one time customer; one time purchasers;
    one and done; one and dones; single purchase customers; one off buyers; one off customers; single order customers;
    one order customers; single purchase buyers; one order only; one time purchaser; one order wonders; one hit wonders;
    single time buyers; single buyers; one timers; one time orderers; 1 time buyers; 1 time customers; one time;
    one shot buyers; one purchase only; bought once and never again; bought once and never came back;
    ordered once and never again; ordered once and never came back; bought once but never again;
    ordered once but never again; bought once but never came back; purchased once and never again;
    purchased once but never again; purchased once and never came back; one and done customers; one and done buyers;
    bought only once; one purchase customers; single purchasers; ordered once and never returned;
    never came back after their first order; never came back after the first order; never returned after their first order;
    never ordered again after their first order; never bought again after their first order;
    did not come back after their first order; never made a second purchase; never placed a second order;
    never came back for a second order; never came back for a second purchase; did not come back after their first purchase;
    never came back after their first purchase; bought once and did not come back; ordered once and did not come back;
    bought just the once; only one order ever; never reordered; never bought again; never ordered again; never came back;
    did not come back;
    never purchased again; did not return after their first order; never bought a second time; never ordered a second time;
    have not placed a second order; have not made a second purchase; never came back after one order;
    have not ordered again; no second order; no second purchase; without a second order; without a second purchase;
    no repeat purchase; no repeat order; never repeated; bought one time; only a single order; just a single order;
    ordered only once
repeat: repeat customers; repeat buyers; repeat purchasers; repeat shoppers; returning customers; returning buyers;
    repeat customer; repeat buyer; multi buyers; multiple time buyers; came back for more; have come back for more;
    returning shoppers; come back for more; repeat; multi time buyers; bought again; ordered again; purchased again;
    reordered; have reordered; came back to buy again; repeat orderers; have bought again; have ordered again;
    customers who came back; repurchased; multi order customers; multiple purchase customers; more than one time buyers;
    come back; came back; came back and bought again; have come back; came back for a second order;
    came back for a second purchase; came back to buy; repeat clients; bought repeatedly; more than a one time buyer;
    not one time buyers; returned for a second purchase; returned to buy again; multiple orders; multiple purchases;
    second time buyers or more; placed multiple orders; made multiple purchases; bought multiple times;
    ordered multiple times; purchased multiple times; bought more than a single time; have multiple orders;
    have made multiple purchases; have placed multiple orders
no_order: non buyers; non purchasers; prospects; leads; non customers; never customers; never buyers; yet to buy;
    yet to order; yet to make a purchase; yet to place an order; yet to place their first order; yet to purchase;
    non converters; not yet bought; not yet ordered; not yet purchased; yet to make their first purchase; have no orders;
    zero orders; zero purchases; with zero orders; no order history; no purchase history; without any order;
    without any orders; without orders; without purchases; without any purchase; without any purchases;
    never bought anything; never ordered anything; never placed an order; never made a purchase; never purchased anything;
    non buying; have no purchases; without a single order; without a single purchase; without an order; without a purchase;
    not made a purchase yet; no order at all; no orders at all; no purchases at all; never bought anything from us;
    have not bought anything yet; have not ordered anything yet; have not ordered yet; have not purchased yet;
    have not placed an order yet; never bought a thing; not ordered anything; not bought anything; not made any purchase;
    prospective customers; no orders ever; nothing bought; nothing ordered; no orders yet; no purchases yet;
    yet to become customers; no orders to their name; never converted; who are not buyers; not a single order;
    not a single purchase
any_order: buyers only; purchasers only; buyers who have bought; purchasing customers; who have ever ordered;
    paying customers; have any order;
    have any orders; have at least one order; actual customers; actual buyers
omni: omnichannel customers; omnichannel shoppers; multichannel customers; multi channel customers; multichannel shoppers;
    multi channel shoppers; multi channel buyers; multichannel buyers; omni channel customers; omni channel shoppers;
    omnichannel; omnichannel buyers; multi channel; multichannel; cross channel shoppers; cross channel customers;
    cross channel buyers
coupon_users: coupon users; coupon shoppers; coupon buyers; code users; coupon redeemers; coupon clippers; promo code users;
    discount code users
openers: email openers; openers
clickers: email clickers; clickers
cart: cart abandoners; abandoners; abandoned cart customers; basket abandoners; cart abandonment customers;
    abandoned checkout customers
visitors: site visitors; website visitors; web visitors; visitors; visitors of the site; visitors to the site
refunders: refunders; returners; customers with returns
browsers: window shoppers; browsers who never bought; browse but never buy; look but never buy; browse but do not buy;
    looked but never bought; visited but never bought; browsers but not buyers; browsers who do not buy
"""
)
# several meanings: the name of the list in specials.py
VAGUE = table(
    """
frequent: frequent buyers; frequent customers; frequent shoppers; frequent purchasers; frequent orderers; buy often;
    order often; shop often; buy frequently; order frequently; shop frequently; regular customers; regular buyers; regulars;
    regular shoppers; buy regularly; order regularly; shop regularly; heavy buyers; purchase often; purchase frequently;
    purchase regularly; our regulars; bought many times; ordered many times; ordered a lot; order a lot; buy a lot;
    bought a lot; lots of orders; many orders; a lot of orders; several orders; ordered several times; bought several times;
    frequently buy; often buy; frequently order; often order; regularly buy; regularly order; come back often; frequent;
    purchased many times; purchased several times; a few orders; a handful of orders; ordered a few times;
    bought a few times; high frequency buyers; high frequency customers; keep coming back; keeps coming back;
    ordered frequently; bought frequently; heavy users; power buyers; power users; plenty of orders; shop a lot;
    repeat often; heavy shoppers; serial buyers; active buyers; regularly shop; multiple repeat buyers; come back a lot;
    returns often
big_spender: big spenders; high spenders; top spenders; biggest spenders; heavy spenders; spend a lot; spent a lot;
    high value customers; high value; valuable customers; most valuable customers; best customers; top customers;
    our best customers; our top customers; high rollers; whales; big ticket buyers; high spending customers; large spenders;
    spent a lot of money; spend a lot of money; best buyers; top buyers; high value shoppers; most valuable; big customers;
    major customers; spent big; spend big; high end customers; high ltv customers; high ltv; big wallets; valuable;
    important customers; key customers; highest spenders; our biggest spenders; our most valuable customers;
    biggest customers; high value buyers; premium customers; vip customers; vips; vip; high net value customers;
    key accounts; spent lots; spent loads; high rolling customers; top tier customers; spend lots of money;
    spent lots of money; high spend; high spending; large lifetime value; high lifetime value; high lifetime spend;
    heavy hitters; the best; top clients; high spend customers; spend the most; spent the most; big buyers
low_spender: low spenders; small spenders; low value customers; low value; spend little; spent little; cheap customers;
    low spending customers; worst customers; spent very little; least valuable customers; small customers; light spenders;
    budget shoppers; low spend
loyal: loyal customers; loyal shoppers; loyal buyers; most loyal customers; loyalists; loyal; our loyal customers;
    most loyal; brand loyal customers; loyal fans; loyal clients; our most loyal customers; devoted customers;
    dedicated customers; faithful customers; long term customers; longtime customers; long standing customers;
    long time customers; old customers
recent: recent customers; recent buyers; recent shoppers; bought recently; ordered recently; purchased recently;
    recently bought; recently ordered; recently purchased; shopped recently; have recently bought; recent purchasers;
    recently active; recent; recently shopped; a recent order; a recent purchase; recently active customers; recent orders;
    recent purchases; latest customers; ordered lately; bought lately; recently made a purchase; recently placed an order;
    placed an order recently; made a purchase recently; just bought; just ordered
not_recent: not bought recently; not ordered recently; have not bought recently; have not ordered recently;
    have not purchased recently; have not shopped recently; not purchased recently; not shopped recently; no recent orders;
    no recent purchases; have not ordered in a while; have not bought in a while; have not purchased in a while;
    not ordered in a while; not bought in a while; have not ordered for a while; have not bought for a while;
    have not bought lately; have not ordered lately; have not been back in a while; have not shopped in a while;
    have not shopped for a while; have not ordered in a long time; have not bought in a long time;
    have not bought anything in a while; have not ordered anything in a while; have not purchased in a long time;
    no recent activity; not active recently; have not bought anything recently; have not ordered anything recently;
    have not been back for a while; without a recent order; without recent orders; no recent order; no recent purchase;
    not shopped in a while; have not been seen in a while; have not shopped with us in a while;
    have not ordered from us in a while; have not shopped lately; not purchased in a while; gone cold; cold customers;
    gone silent; went cold; have gone silent; have gone cold; have not ordered for a long time;
    have not bought for a long time; have not come back in a while; have not come back; stopped coming; not come back
inactive: inactive customers; inactive; quiet customers; quiet; quiet shoppers; quiet buyers; inactive users;
    inactive shoppers; inactive buyers; dormant customers; dormant;
    dormant buyers; dormant shoppers; lapsed customers; lapsed buyers; lapsed; churned customers; churned; lapsed shoppers;
    gone quiet; went quiet; stopped buying; stopped ordering; no longer buy; no longer order; no longer shop;
    sleeping customers; have stopped buying; former customers; have gone quiet; ex customers; past customers;
    disengaged customers; stopped shopping; have stopped ordering; churned buyers; customers who left; not active;
    disappeared; sleepy customers; defected customers; defectors; drifting away; slipping away; lapsing customers; lapsing;
    no longer active; have lapsed; have churned; gone away; win back customers; win back; winback; winback candidates;
    win back candidates; customers at risk of churning; no longer purchase; inactive for a while; inactive accounts;
    stale customers; customers we have lost; customers we lost; we have lost; we lost; have been inactive;
    haven been inactive; are inactive; no activity; no activity at all; no activity whatsoever; not been seen; not seen;
    have not been seen; haven been seen; no sign of life; without activity; without any activity
active: active customers; active buyers; active shoppers; active; active users; engaged customers; current customers;
    still active; currently active; active clients; still buying; are active; still buy; still order; still shopping
new: acquired; were acquired; became customers; became a customer; customers acquired; new customers; new shoppers; newcomers;
    newest customers; brand new customers; newly acquired customers; new;
    recently acquired customers; new clients; new members; new users; new people; newbies; our newest customers
new_subscribers: new subscribers; recent subscribers; newest subscribers
sign_ups: new sign ups; newly registered; recently signed up; signed up recently; joined recently; recently joined;
    new accounts; recently registered; registered recently; recent sign ups; new registrations;
    just signed up; just joined; new members; recent registrations; newly signed up
high_aov: high aov; high aov customers; a high aov; high average order value; a high average order value;
    large average order value; high basket value; a large average order value; big average orders; high average orders;
    big average basket; a big average order value
engaged_subscribers: engaged subscribers; active subscribers; highly engaged subscribers; engaged email subscribers;
    most engaged subscribers; our most engaged subscribers; active email subscribers; responsive subscribers;
    warm subscribers; engaged newsletter subscribers
first_time: first time buyers; first time customers; first time shoppers; first time purchasers; first timers;
    first time orderers; first buyers; new buyers; newly converted customers
unengaged: unengaged subscribers; unengaged; disengaged subscribers; disengaged; inactive subscribers; unengaged customers;
    do not engage with our emails; do not open our emails; do not open emails; never engage; low engagement;
    ignore our emails; ignore emails; cold subscribers; dead subscribers; not engaged; sleeping subscribers;
    unresponsive subscribers; unresponsive; ignoring our emails; email unengaged; not engaging with emails;
    sunset candidates; dormant subscribers; rarely open emails; rarely open our emails; barely open our emails;
    have stopped opening our emails; stopped opening our emails; stopped opening emails; no longer open our emails;
    do not read our emails; do not click our emails; no longer engage with our emails; lapsed subscribers
engaged: engaged with our emails; highly engaged; engaged; most engaged; highly engaged customers; engaged readers;
    open our emails; open emails; engage with our emails; email engaged; engage with emails; often open our emails;
    regularly open our emails; regularly open emails; click our emails; engaged openers; open most of our emails;
    most engaged customers; good engagement; high engagement; respond to our emails; engaging with our emails;
    engaged users; open our newsletters; love our emails; read our emails; read our emails regularly
discount_lovers: bargain hunters; deal seekers; discount shoppers; discount buyers; discount lovers; discount seekers;
    discount hunters; sale shoppers; deal hunters; price sensitive customers; price sensitive; price conscious;
    price conscious customers; bargain shoppers; coupon lovers; coupon addicts; heavy coupon users; discount addicts;
    promo hunters; only buy on sale; sale hunters; promotion hunters; price sensitive shoppers;
    discount dependent customers; discount driven; promo sensitive customers; deal lovers; bargain seekers;
    discount customers; discount dependent; deal chasers; sale seekers; frugal customers; frugal shoppers;
    thrifty customers; promo shoppers; discount driven customers; discount driven shoppers; savings seekers; coupon hunters;
    discount prone customers; coupon heavy; coupon heavy customers; coupon dependent
full_price: full price customers; full price buyers; full price shoppers; full price only customers; full price only;
    full price purchasers
returners: serial returners; frequent returners; return a lot; high returners; return often; heavy returners; often return;
    habitual returners; return frequently; chronic returners; returns a lot; return too much; returned a lot;
    problem returners; serial refunders
weekend: weekend shoppers; weekend buyers; weekend customers; shop on weekends; buy on weekends; order on weekends;
    shop at the weekend; weekenders; weekend warriors; buy at the weekend; order at the weekend; shop on the weekend;
    weekend purchasers
holiday: holiday shoppers; seasonal shoppers; christmas shoppers; holiday buyers; seasonal buyers; seasonal customers;
    holiday customers; christmas buyers; christmas customers; festive shoppers; holiday season shoppers;
    holiday only shoppers; gift shoppers; gift buyers; holiday only customers; seasonal; holiday season buyers
large_orders: large orders; big orders; large baskets; big baskets; big basket; large order; big order; a large order;
    a big order; high value orders; expensive orders; a high value order; an expensive order; big basket shoppers;
    big basket buyers; big purchases; a big purchase; large purchases; a large purchase; bulk buyers; bulk orders;
    buy in bulk; bulk purchasers; order in bulk; big ticket orders; spend a lot per order; spent a lot in one order;
    big ticket purchases; buy in large quantities; big tickets; high ticket customers; high ticket buyers;
    wholesale sized orders
at_risk: at risk; at risk customers; churn risk; churn risks; slipping; almost lost; almost gone; fading; fading customers;
    about to lapse
declining: spend less than they used to; spending less than they used to; spending less than before; spend less than before;
    order less than they used to; buy less than they used to; ordering less than before; buying less than before;
    order less often than they used to; declining customers; declining spend; spending less; slowing down; buying less;
    ordering less; spend less nowadays; whose spend is declining; whose spending is declining; are spending less;
    buy less often than they used to; order less often than before; buy less often than before; used to spend more;
    used to buy more; used to order more
overdue: overdue; overdue for an order; overdue for a purchase; overdue to reorder; overdue for a reorder;
    overdue customers; due for an order; due for a reorder; due to reorder; due for a purchase; late to reorder;
    late with their next order; late for their next order; overdue for their next order; should have reordered by now;
    should have ordered again by now; past their usual reorder time; past their usual gap; past their usual purchase cycle;
    past due for a reorder; due to order again; overdue compared to their usual rhythm;
    overdue compared with their usual rhythm; overdue against their own rhythm; overdue by their own rhythm;
    overdue by their own standards; overdue for a repeat purchase; overdue for another order; late by their own standards;
    overdue for another purchase; behind their usual rhythm; slower than usual; overdue relative to their own rhythm;
    overdue relative to their usual rhythm; past their usual interval; past their usual cycle;
    overdue based on their usual rhythm; overdue for a repeat order
"""
)
