"""Everyday words of shops: for kinds of goods, for channels, statuses and events, however the data spells them."""

from __future__ import annotations

# what a shopper says | names that a category may have, in the singular
CATEGORIES = {
    "shoe": "footwear;shoe", "footwear": "shoe", "shoewear": "footwear;shoe", "trainers": "footwear;shoe", "kick": "footwear;shoe",
    "coat and jacket": "outerwear", "jackets and coats": "outerwear", "outer wear": "outerwear", "outdoor clothing": "outerwear",
    "winter wear": "outerwear", "outerwear": "coat & jacket;jacket & coat;coat;jacket",
    "top": "top;shirt;tops & tees", "blouse": "top", "upper": "top",
    "frock": "dress", "gown": "dress", "dress": "dress",
    "accessory": "accessory", "bits and bobs": "accessory",
    "skin care": "skincare", "skincare": "skincare;skin care;beauty;beauty & skincare", "beauty": "beauty;skincare;cosmetic;beauty & health;health & beauty",
    "beauty product": "beauty;skincare;cosmetic", "cosmetic": "cosmetic;beauty;skincare", "face care": "skincare", "facial care": "skincare",
    "skin product": "skincare", "makeup": "makeup;cosmetic;beauty", "skin care product": "skincare", "toiletry": "skincare;beauty",
    "homeware": "home & kitchen;home;homeware;home & living;home & garden", "home good": "home & kitchen;home;homeware;home & living;home & garden",
    "houseware": "home & kitchen;home;homeware;home & living", "kitchenware": "home & kitchen;kitchen;kitchenware", "home": "home & kitchen;home;homeware;home & living;home & garden",
    "kitchen": "home & kitchen;kitchen;kitchenware", "home and kitchen": "home & kitchen", "home stuff": "home & kitchen;home", "home item": "home & kitchen;home",
    "kitchen item": "home & kitchen;kitchen", "household": "home & kitchen;household;home", "household good": "home & kitchen;household;home",
    "household item": "home & kitchen;household;home", "home decor": "home decor;home & kitchen;home", "kitchen stuff": "home & kitchen;kitchen",
    "coffee and tea": "coffee & tea", "tea and coffee": "coffee & tea", "hot drink": "coffee & tea;drink;beverage", "beverage": "beverage;drink;coffee & tea",
    "drink": "drink;beverage;coffee & tea", "hot beverage": "coffee & tea", "coffee or tea": "coffee & tea", "tea or coffee": "coffee & tea",
    "gadget": "electronic;tech;gadget", "tech": "electronic;tech;technology", "electronic": "electronic;tech;technology", "electronic device": "electronic",
    "tech product": "electronic;tech", "device": "electronic;device", "technology": "electronic;tech;technology", "consumer electronic": "electronic",
    "electrical": "electronic;electrical", "tech gear": "electronic", "electronic good": "electronic", "electronic item": "electronic", "gizmo": "electronic",
    "gift card": "gift card;gift voucher;voucher", "gift voucher": "gift card;gift voucher;voucher", "gift certificate": "gift card;voucher",
    "voucher": "voucher;gift card", "giftcard": "gift card", "gift token": "gift card",
    "sweater": "knitwear;sweater", "jumper": "knitwear;jumper;sweater", "pullover": "knitwear;sweater", "knit": "knitwear", "knitwear": "knitwear;sweater",
    "cardigan": "knitwear", "jean": "denim;jean;bottom;trouser", "pant": "bottom;pant;trouser", "trouser": "bottom;pant;trouser", "bottom": "bottom;pant;trouser",
    "sneaker": "sneaker", "jewelry": "jewelry", "toy": "toy", "book": "book", "furniture": "furniture", "swimwear": "swimwear", "sportswear": "sportswear;activewear",
    "activewear": "activewear;sportswear", "stationery": "stationery", "pet supply": "pet", "grocery": "grocery;food", "food": "food;grocery", "snack": "snack;food",
    "bag": "bag;bags & luggage", "luggage": "luggage", "garden": "garden;home & garden", "baby": "baby", "kid": "kid;children", "lingerie": "lingerie;underwear",
    "underwear": "underwear;lingerie", "sock": "sock;hosiery", "hat": "hat;headwear", "cap": "headwear",
}  # fmt: skip
# kinds that cover several categories
GROUPS = {
    "clothes": "top;dress;outerwear;bottom;knitwear;denim;shirt;swimwear;underwear;activewear;clothing;apparel",
    "clothing": "top;dress;outerwear;bottom;knitwear;denim;shirt;swimwear;underwear;activewear;clothing;apparel",
    "apparel": "top;dress;outerwear;bottom;knitwear;denim;shirt;swimwear;underwear;activewear;clothing;apparel",
    "garment": "top;dress;outerwear;bottom;knitwear;denim;shirt;swimwear;underwear;activewear;clothing;apparel",
    "fashion": "top;dress;outerwear;bottom;knitwear;denim;shirt;footwear;accessory;clothing;apparel",
}  # fmt: skip
# what a shopper says | words that a product's title may have, in the singular; any of them
PRODUCTS = {
    "sweater": "sweater;jumper;pullover", "jumper": "jumper;sweater;pullover", "pullover": "pullover;sweater;jumper",
    "t shirt": "tee;t shirt", "tshirt": "tee;t shirt", "tee": "tee;t shirt", "tee shirt": "tee;t shirt", "sneaker": "sneaker;trainer", "trainer": "trainer;sneaker;runner shoe",
    "runner": "runner", "running shoe": "runner shoe;running shoe", "trail shoe": "trail runner", "trail runner": "trail runner",
    "boot": "boot", "sandal": "sandal", "flip flop": "sandal;flip flop", "slide": "slide",
    "jacket": "jacket", "coat": "coat", "raincoat": "rain jacket;raincoat", "rain coat": "rain jacket;raincoat", "waterproof": "rain jacket;waterproof",
    "puffer": "puffer", "hoodie": "hoodie;hooded", "hoody": "hoodie", "shirt": "shirt", "dress": "dress", "bag": "bag;backpack;tote", "handbag": "bag;handbag;tote",
    "tote": "tote", "scarf": "scarf", "hat": "hat;cap;beanie", "cap": "cap", "sunglass": "sunglass;shade", "shade": "sunglass", "belt": "belt",
    "serum": "serum", "moisturizer": "moisturizer;moisturiser", "sunscreen": "sunscreen;sun cream;spf", "sun cream": "sunscreen;sun cream", "spf": "spf",
    "sunblock": "sunscreen", "mask": "mask", "face mask": "mask", "cleanser": "cleansing;cleanser", "candle": "candle", "mug": "mug", "cup": "mug;cup",
    "sheet": "sheet", "bedding": "sheet;duvet;bedding", "bed linen": "sheet;bedding", "blanket": "blanket;throw", "throw": "throw", "kettle": "kettle",
    "espresso": "espresso", "cold brew": "cold brew", "decaf": "decaf", "green tea": "green tea", "earbud": "earbud;earphone", "headphone": "headphone;earbud;earphone",
    "earphone": "earphone;earbud", "earpod": "earbud", "speaker": "speaker", "phone case": "phone case", "case": "case", "watch": "watch", "smartwatch": "smart watch;smartwatch",
    "charger": "charger", "laptop stand": "laptop stand", "leather good": "leather", "leather": "leather", "linen": "linen", "wool": "wool", "cotton": "cotton", "denim": "denim",
    "jean": "jean;denim", "knit": "knit", "merino": "merino", "fleece": "fleece", "canvas": "canvas", "coffee": "coffee", "tea": "tea",
}  # fmt: skip
# words that a channel value may be, in the order of trust
CHANNELS = {
    "web": ("web", "website", "online", "online store", "web shop", "webshop", "online_store", "desktop", "site", "ecommerce"),
    "app": ("mobile app", "app", "mobile", "ios app", "android app"),
    "store": ("retail store", "store", "pos", "in store", "retail", "shop", "physical", "brick and mortar", "offline"),
    "marketplace": ("marketplace", "amazon", "ebay", "etsy", "market place"),
    "phone": ("phone", "call center", "telephone"),
    "wholesale": ("wholesale", "b2b"),
    "social": ("social", "instagram", "facebook"),
}
CHANNEL_WORDS = """
web: website; web; site; web site; web shop; webshop; online shop; online store; web store; webstore; .com; browser; web channel; webpage; desktop site
app: app; mobile app; mobile; phone app; apps; mobile application; smartphone app; mobile apps; in app
store: store; stores; retail store; retail stores; retail; shop; shops; physical store; physical stores; brick and mortar; brick and mortar store; brick and mortar stores; physical shop; physical shops; bricks and mortar; offline; in person; the till; high street; shop floor; pos; counter; in store; brick and mortar shop; physical location; physical locations; retail shop; retail shops; retail location; retail locations; brick and mortar location; brick and mortar locations
marketplace: marketplace; marketplaces; market place; a third party marketplace; third party marketplace; third party marketplaces
online: online; digital; digitally; the internet; internet; online channels; digital channels; electronically; web or app; ecommerce
"""
# what an event is | spellings its type may have in the data
EVENTS = {
    "open": ("email_open", "email_opened", "open", "opened", "opens", "opened email", "opened_email"),
    "click": ("email_click", "email_clicked", "click", "clicked", "clicks", "clicked email", "clicked_email"),
    "send": ("email_sent", "email_send", "sent", "send", "delivered", "received", "email_delivered", "email_received"),
    "visit": ("site_visit", "visit", "session", "page_view", "visited", "active_on_site", "web_visit", "visits"),
    "view": ("product_view", "viewed_product", "product_viewed", "view", "view_item"),
    "cart": ("cart_abandoned", "abandoned_cart", "abandon_cart", "checkout_abandoned", "abandoned_checkout", "cart_abandonment"),
    "cart_add": ("add_to_cart", "added_to_cart", "cart_add"),
    "checkout": ("checkout_started", "started_checkout", "begin_checkout"),
    "unsubscribe": ("unsubscribed", "unsubscribe", "email_unsubscribed", "opt_out"),
    "bounce": ("email_bounced", "bounced", "bounce"),
    "complaint": ("spam_complaint", "marked_as_spam", "spam"),
    "review": ("review", "reviewed", "review_left"),
    "wishlist": ("wishlist_add", "wishlist", "added_to_wishlist"),
}
STATUSES = {
    "cancelled": ("cancelled", "canceled", "voided", "void"),
    "refunded": ("refunded", "returned"),
    "partially_refunded": ("partially_refunded", "partially refunded", "partial_refund"),
}
GENDERS = {
    "female": ("female", "f", "woman", "women", "w"),
    "male": ("male", "m", "man", "men"),
    "non-binary": ("non-binary", "nonbinary", "non binary", "x", "nb", "enby", "diverse", "other"),
}
GENDER_WORDS = """
female: women; woman; female; females; ladies; lady; girls; girl; female customers; womenfolk
male: men; man; male; males; gentlemen; guys; boys; guy; gents; male customers; blokes
non-binary: non binary; nonbinary; enby; enbies; non binary people; non binary person
"""
