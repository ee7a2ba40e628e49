"""What cannot be asked for: attributes that no shop's data has, private traits, commands, questions, SQL. With what to say."""

from __future__ import annotations

from regulars.criteria.words.phrases import table, word_set

# meaning -> (reason, suggestion)
REASONS = {
    "looks": ("the data says nothing about how people look", "ask about what they bought, spent, opened or where they live"),
    "device": (
        "the device or platform that people use is not in the data",
        "the channel of an order (web, app, store) can be asked for",
    ),
    "movement": (
        "what customers were before today, and how they moved from one segment to another, is no part of a segment",
        "see `regulars segments movement`, or say what they do now: “at risk”, “ordered in 2025 but not in 2026”",
    ),
    "social": (
        "the data has nothing from social networks: no likes, followers, shares or posts",
        "ask about e-mail opens and clicks or site visits",
    ),
    "income": ("income, job and wealth are not in the data", "spend with the shop can be asked for"),
    "study": ("whether people study, and where, is not in the data", "what they bought can be asked for"),
    "family": ("family, marriage and children are not in the data", "what they bought can be asked for"),
    "pets": ("how people live, their pets and their tastes are not in the data", "what they bought can be asked for"),
    "weather": ("the weather is not in the data", "a place or a season can be asked for"),
    "opinion": (
        "opinions, moods, ratings and satisfaction are not in the data",
        "orders, returns and e-mail activity can be asked for",
    ),
    "intent": (
        "what people are going to do in the future, or would like, is not in the data",
        "ask for what they have done, or for who is “likely to buy in the next 30 days”",
    ),
    "traffic": (
        "where visitors came from and what they searched for is not in the data",
        "the channel of orders and e-mail campaigns can be asked for",
    ),
    "payment": ("payment methods and cards are not in the data", "coupons, discounts and channels can be asked for"),
    "shipping": ("deliveries and shipping methods are not in the data", "the day and the channel of an order can be asked for"),
    "support": ("support tickets, calls, complaints and reviews are not in the data", "returns and cancellations can be asked for"),
    "loyalty": ("loyalty points and referrals are not in the data", "tags can be asked for"),
    "subscription": ("subscription plans are not in the data", "repeat orders or e-mail consent can be asked for"),
    "private": (
        "is a private trait of people; segments are never made of it, whatever the data holds",
        "ask about what customers did",
    ),
    "command": (
        "is an instruction; a request only describes customers, and nothing is sent, changed or deleted here",
        "describe who should be in the segment",
    ),
    "habit": (
        "is nothing that the data says of customers",
        "ask about what they bought, spent, opened or visited, or where they live",
    ),
    "question": (
        "is a question about figures, not a description of customers",
        "describe a segment; its count and revenue are shown with it",
    ),
    "details": (
        "asks for people's details; a segment is made of conditions and gives customer ids only",
        "describe who should be in it",
    ),
    "size": ("sizes, colors and materials of variants are not in the data", "a product's title or category can be asked for"),
    "margin": ("profit, margin and cost are not in the data", "spend can be asked for"),
    "future": (
        "is in the future; the data knows only what has happened",
        "use a window in the past, or ask who is “likely to buy in the next 30 days”",
    ),
    "wish": ("wish lists and saved items are not in the data", "abandoned carts and product views can be asked for"),
    "sample": (
        "asks for a sample, which is not a description of customers",
        "describe the segment; an experiment draws its groups by chance",
    ),
    "similar": ("likeness to other customers is not worked out here", "ask by segment, score, or what they bought"),
    "elsewhere": ("what people do in other shops is not in the data", "ask about what they did in this one"),
    "home": ("where the shop is at home is not in the data, so abroad is not known", "name the country: “outside the US”"),
    "distance": ("distances and places on a map are not in the data", "ask for the city, region or country: “in Berlin”"),
    "branch": ("which store or branch an order was made in is not in the data", "the channel “in store” can be asked for"),
    "live": ("live or real-time state is not in the data", "visits “today” or “in the last 7 days” can be asked for"),
    "sms": ("text messages, push and calls are not in the data", "e-mail activity can be asked for"),
    "arrival": ("whether e-mails arrived or bounced is not in the data", "e-mails received, opened and clicked can be asked for"),
    "named_day": (
        "names a day in a way that is not understood here",
        "say when, as in “on Black Friday 2025”, or name a campaign or coupon of the data in full",
    ),
    "stock": ("stock, prices and inventory are not in the data", "what was bought can be asked for"),
}
PRIVATE = table(
    """
private: religion; religious; christian; christians; muslim; muslims; jewish; jew; jews; hindu; hindus; buddhist; buddhists;
    catholic; catholics; protestant; mormon; atheist; atheists; church; churchgoers; mosque; synagogue; faith; islam;
    islamic; ethnicity; ethnic; race; racial; black people; black customers; white people; white customers; hispanic;
    black women; black men; black folks; black shoppers; black buyers; black persons; black person; black americans;
    are black; is black; who's black; being black; white women; white men; are white; is white;
    latino; latina; latinx; latinos; caucasian; african american; african americans; asian people; asian customers; asians;
    asian; arab; arabs; brown people; minority; minorities; people of color; immigrants; immigrant; refugees; skin color;
    nationality of origin; gay; lesbian; bisexual; straight; homosexual; heterosexual; lgbt; lgbtq; lgbtqia; queer;
    transgender; trans; sexual orientation; sexuality; sexual; gay men; sex life; pregnant; pregnancy; expecting; health;
    healthy; sick; ill; illness; disease; diabetic; diabetics; diabetes; cancer; disabled; disability; disabilities;
    depressed; depression; anxiety; medical; medical condition; health condition; mental health; hiv; allergies; allergic;
    overweight; obese; addicted; republican; republicans; democrat; democrats; conservative; conservatives; liberal;
    liberals; voters; vote; voted; political; politics; politically; left wing; right wing; trump; biden; labour voters;
    union member; union members; trade union; criminal record; criminals; criminal; genetic; biometric; fingerprint; ssn;
    social security; race and ethnicity; ethnic background; sick people; wheelchair; blind; deaf; veteran; veterans;
    undocumented; citizenship
"""
)
MISSING = table(
    """
movement: used to be; moved from; moved to; moved into; moved up; moved down; moved out of; slipped from; dropped out of;
    fell from; formerly; were once; was once; once were; no longer
arrival: bounced; bounces; hard bounce; soft bounce; landed in spam; spam folder; undelivered
named_day: black friday; cyber monday; mothers day; mother's day; mother day; fathers day; father's day; father day
looks: blue eyed; brown eyed; green eyed; eye color; eyes; eyed; eye; hair; blonde; blond; brunette; redheads; redhead;
    tall; short people; height; weight; attractive; beautiful; good looking; bald; left handed; lefties; tattoo; tattoos;
    beard; pretty; handsome
device: android; iphone; iphones; ios; ipad; mac users; mac; windows users; device; devices; safari; firefox; desktop users;
    mobile users; smartphone; smartphones; tablet; tablets; operating system; samsung; ip address; browser; chrome
social: tiktok; instagram; facebook; twitter; youtube; pinterest; linkedin; snapchat; follow; follows; followed; follower;
    followers; following us; likes; liked; social media; influencer followers; tweeted; whatsapp; whats app; posted; post;
    posts; hashtag; reddit; telegram; mentioned us; tagged us; shared; share with friends; subscribers on youtube; social;
    like us
income: income; salary; earn; earns; earning; wealthy; rich; poor; affluent; well off; job; jobs; employed; unemployed;
    occupation; profession; doctors; doctor; teachers; teacher; lawyer; lawyers; nurses; engineers;
    retired; retirees; ceo; ceos; executives; homeowners; homeowner; renters; net worth; credit score; millionaires;
    millionaire; education; degree; college educated; university degree; work at; work in; work for; employees of; employer;
    broke; blue collar; white collar
study: students; student; school kids; pupils; graduates; alumni
family: married; single people; single mothers; single moms; divorced; widowed; kids; kid; parents; parent; mothers; moms;
    mums; dads; fathers; children; child; baby; babies; toddlers; toddler; family; families; spouse; husband; wife;
    engaged to be married; newlyweds; marital; relationship; household size; grandparents; in a relationship; couples;
    marital status; boyfriend; girlfriend; wedding; anniversary; twins; parents of
pets: pets; pet; dog; dogs; cat; cats; car; cars; drive; vegan; vegans; vegetarian; vegetarians; smoker; smokers; hobby;
    hobbies; gamers; gamer; runners who; sports fans; football; music; zodiac; star sign; capricorn; scorpio; leo; virgo;
    libra; gemini; aquarius; pisces; aries; taurus; cancers; sagittarius; language; languages; speak; speaks; speaking;
    speakers; handedness; personality; introvert; introverts; extroverts
weather: weather; rainy; rain; raining; sunny; snow; snowy; temperature; cold places; warm places; hot places; climate;
    raining where; snowing; storm; storms; hot climates; cold climates
opinion: happy; unhappy; satisfied; dissatisfied; satisfaction; nps; rating; ratings; rated; promoters; detractors; love us;
    loves; hate; hates; loved; angry; mood; sentiment; feedback; survey; surveys; opinion; enjoy; prefer; prefers;
    preferred; favorite; interested; interest; interests; interested in; trust; trusts; fans; fan; lovers; love;
    enthusiasts; annoyed; complain; complained; score us; think; thinks; feel; feels; frustrated; dislike; dislikes; csat;
    recommend; recommended; recommends
intent: going to; will buy; will order; likely to buy; likely to churn; likely; about to churn; about to buy;
    about to leave; about to; might buy; might; planning; plan to; intend; intends; would buy; predicted; prediction;
    expected to; propensity; probability; probably; soon; will churn; want to buy; should buy; tend to; considering;
    thinking about; likely to; next purchase; next order; ready to buy; on the verge; will; need; in the market
future: next month; next week; next year; next quarter; tomorrow; next weekend; next summer; next winter; next spring;
    next fall
wish: wishlist; wish list; wish lists; wishlists; wished for; saved items; saved for later; favorited
sample: random; randomly; sample; at random; random sample
similar: lookalike; lookalikes; look alike; similar to; similar; resemble; resembles; comparable to
elsewhere: competitor; competitors; rivals; elsewhere; other shops; other stores; other brands; other retailers
traffic: google; google ads; ads; ad; advert; advertisement; utm; referrer; referrers; came from; organic traffic;
    organic search; organically; organic visitors; seo; search;
    searched; searches; searching; affiliate; affiliates; affiliate link; newsletter signup form; landing page; popup;
    qr code; paid search; searched for; acquisition source; traffic source; bing; podcast; tv ad; referral source; scanned;
    bounce rate; scroll; scrolled; time on site; dwell time; minutes on; heard about us; chatbot; chat
payment: credit card; credit cards; paypal; apple pay; klarna; visa; mastercard; amex; payment method; paid by card;
    paid with cash; cash; bank transfer; debit card; pay later; installments; afterpay; crypto; bitcoin; store credit;
    gift card balance; paid in cash; credit cards on file; payment; failed payment; card
shipping: shipping; shipped; delivery; deliveries; delivered late; late delivery; express; courier; shipping address;
    billing address; free shipping threshold; tracking; dhl; ups; fedex; usps; click and collect; click and collected;
    pickup; pick up in store; overnight delivery; delivered; parcel
distance: zip code; postcode; postal code; zip; latitude; longitude; miles; mile; kilometers; kilometer; km; distance; radius;
    near; nearby; close to; close by; street; address; addresses; nearest; drive from; hour drive; minutes from; beach; coast;
    coastal; rural; urban; suburbs; suburban; neighborhood; surrounding; vicinity; near to; commute; downtown
home: abroad; overseas; foreign; foreigners; international; internationally; domestic; domestically; locals; local
branch: branch; branches; store location; store locations; pop up store; flagship; flagship store; outlet store; warehouse
support: support; ticket; tickets; complaint; complaints; called us; phoned; customer service; contacted us; review;
    reviews; reviewed; left a review; stars; 5 star; live chat; helpdesk; contacted support; rma; wrote in; contacted; star
loyalty: points; loyalty points; referral; referrals; referred; refer; refer a friend; invited; invite; loyalty program;
    loyalty tier; rewards; reward; membership level; store credit balance; cashback; referred a friend; friends
subscription: subscription plan; subscription box; subscribe and save; trial; free trial; premium; plan; plans;
    subscription; subscriptions; membership fee; auto renew; renewal; renewed; recurring; paying subscribers
size: organic; black; size xl; size large; size medium; size small; size m; size s; size l; xl; red; blue; green dress;
    yellow; purple;
    orange; pink; blue dress; red dress; in red; in blue; in black; color; colors; size; sizes; gray; eco friendly;
    sustainable; vintage; limited edition; brand; brands; nike; adidas; apple; handmade; supplier; variant; colored; vendor;
    organic products
margin: profit; profits; profitable; margin; margins; cost of goods; profitability; gross margin; unprofitable; roi; cac;
    acquisition cost; cost us
live: right now on; currently on the site; currently browsing; online right now; online now; logged in; log in; logged into;
    login; logins; password; passwords; app installs; installed; installed the app; downloaded; download; downloads;
    uninstalled; browsing right now; app notifications; logging in; have the app
sms: sms; text message; text messages; texted; push; push notification; push notifications; voicemail; messenger;
    direct mail; catalog; catalogs; postcard; postcards; letters; fax; call; calls; phone calls; we called; were called;
    got called; called by phone; called last; called in
stock: out of stock; stock; inventory; back in stock; sold out; price drop; price drops; on backorder; restocked; backorder
"""
)
COMMANDS = table(
    """
command: ignore; ignore previous instructions; disregard; forget; forget everything; forget your; override; bypass;
    system prompt; prompt; instructions; instruction; jailbreak; pretend; act as; you are now; roleplay; execute; exec; run;
    delete; drop; drop table; truncate; insert; update; alter; grant; revoke; remove; wipe; erase; email them;
    email everyone; email all; send; send them; send an; send a; export; download all; notify; message them; text them;
    call them; tag them; add them; add tag; give them; offer them; refund them; refund all;
    refund every; refund the; set; change; rename; move; copy; write;
    import; upload; charge; discount them; schedule; launch; start a campaign; unsubscribe them; subscribe them; merge;
    transfer; reset; install; shutdown; shut down; stop the; restart; sudo; rm; cat /; curl; wget; python; javascript;
    script; eval; import os; admin; administrator; root; developer mode; translate; summarize; explain; draft; compose;
    print; reveal; leak; dump; hack; hacked; remind; reply; say; repeat after; tell; tell me; respond; output; answer;
    increase; decrease; reduce; boost; improve; write me; generate a; joke; poem; story; delete all; all tables; table;
    tables; database; schema; sql; query; queries; select *; union select; union; source code; write code; your code;
    this code; run code; create a discount; create a coupon; create a code; create a campaign; assistant; ai; chatgpt; model;
    grant all; where 1
"""
)
QUESTIONS = table(
    """
question: average age; average number; what was; what is; what are; what were; how much; how many; how often do; how do;
    how does; how did; how is;
    how are; how long; how can; how come; why; why do; why did; when did; when do; when was; when will; where do; where are;
    which product; which products; which category; which campaign; which month; which channel; what percentage;
    what percent; what share; what proportion; what average; what our; what do; what does; what did; what should;
    what products; what time; what happened; average revenue of; compare; comparison; forecast; predict; chart; graph; plot;
    trend; trends; breakdown; break down; group by; by month; by country; by region; by segment; by channel; per country;
    per month; per channel; by category; per category; per segment; calculate; compute; report; reports; dashboard; kpi;
    conversion rate; conversion rates; churn rate; retention rate; growth rate; best selling; best seller; bestseller;
    bestsellers; best sellers; most popular; top products; top selling; top product; top categories; top category;
    total revenue last; revenue by; sales by; orders by; is our; is the; are there; are we; do we; did we; does our;
    should we; can we; who is our; who is the; who was; statistics; stats; correlation; correlate; distribution; histogram;
    median of; sum of; average of; count of; number of customers; total number of customers; sort; sorted; order them by;
    rank them; arrange; sales last month; our revenue; our sales; our average; our aov; our conversion; the weather
"""
)
DETAILS = table(
    """
details: email addresses of; email addresses; phone numbers of; phone numbers; passwords; names and emails; names of;
    addresses of; emails of; credit card numbers; their email addresses; their phone numbers; their emails and;
    their addresses; contact details; personal data; personal information; card numbers; their details; customer data;
    all data; home addresses; the emails of
"""
)
# shapes of SQL and of attempts to end a statement, in the request's own letters
SQL_SHAPES = (
    r"'\s*;",
    # a semicolon parts conditions; what follows it is no statement
    (
        r";\s*(?:select|drop|delete|insert|update|alter|create|grant|revoke|truncate|attach|detach|copy|pragma|set|call|exec"
        r"|execute|load|install|export|import|vacuum|begin|commit|rollback|merge|replace|describe|explain|show|use|with\s+\w+\s+as"
        r"|shutdown|declare|values|rm|cat|curl|wget|sudo|echo|print|console|alert|return|import|eval|system)\b"
    ),
    r"--",
    r"/\*",
    r"\*/",
    r"\bselect\s+(?:\*|count|distinct|customer_id|[a-z_]+\s*(?:,|\bfrom\b))",
    r"\bdrop\s+(?:table|database|view|schema)\b",
    r"\bdelete\s+from\b",
    r"\binsert\s+into\b",
    r"\bunion\s+(?:all\s+)?select\b",
    r"\bupdate\s+\w+\s+set\b",
    r"\bor\s+'?1'?\s*=\s*'?1",
    r"\b1\s*=\s*1\b",
    r"\btruncate\s+table\b",
    r"\balter\s+table\b",
    r"\bcreate\s+(?:table|view|or)\b",
    r"\bcopy\s+\w+\s+(?:to|from)\b",
    r"\battach\s+'",
    r"\bpragma\b",
    r"\bread_csv\b",
    r"\bexec(?:ute)?\s*\(",
    r"\bxp_cmdshell\b",
    r"<script",
    r"\$\{",
    r"\{\{",
    r"\bsleep\s*\(",
    r"\bwhere\s+\w+\s*(?:=|>|<|like\b|in\s*\()",
    r"\bselect\b.*\bfrom\b.*\bwhere\b",
    r"\bgroup\s+by\b",
    r"\border\s+by\b.*\blimit\b",
    r"\bhaving\s+(?:count|sum|avg)\b",
    r"'\s*or\s*'",
    r"\bcustomer_id\b",
    r"\bnull\b",
    r"\bjoin\s+\w+\s+on\b",
    r"\b(?:orders|customers|events|order_lines|segments)\.\w+",
    r"\bcount\s*\(",
    r"\bsum\s*\(",
)
# what missed words are of, by the words that show it
SHOWN_BY = {
    "comparison": word_set("than bigger smaller larger longer shorter higher lower biggest smallest largest twice double"),
    "rank": word_set("ranked lowest highest top bottom most fewest least best worst"),
    "time": word_set("recently lately soon earlier later again since until before after"),
}
UNREAD = {
    "comparison": (
        "this comparison is not understood",
        "compare amounts, numbers or times, as in “spent more in 2026 than in 2025” or “first order over $100”",
    ),
    "rank": (
        "this ranking is not understood",
        "say how many or what part of them, and by what: “top 10% by spend”, “the 100 customers with the most orders”",
    ),
    "time": (
        "this time is not understood",
        "say when: “in the last 60 days”, “since March 2026”, “within 30 days of the first order”",
    ),
}
