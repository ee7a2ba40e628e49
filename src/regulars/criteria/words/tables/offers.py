"""Words for coupons, discounts, times of the day and of the week."""

from __future__ import annotations

from regulars.criteria.words.phrases import table

LEADING_GOODS = table(
    """
lead: something from; anything from; an item from; items from; products from; a product from; product from; things from;
    something in; anything in; products in; items in; item from; a product in; an item in; the category; category;
    the product; product; something out of; stuff from; goods from; at least one item from; one or more items from;
    something from our; anything from our; a pair of; pairs of; pair of; any kind of; any type of; any of our; one of our;
    one of the; pieces from; anything that is; a few; more than one item from; something under; any product from;
    any products from; any item from; any items from; the product called; a product called; products called;
    something called; anything called; item called; product named; a product named; the item; anything made of; made of;
    something made of; anything with; some; our; anything of; bag of; bags of; box of; boxes of; pack of; packs of; packet of;
    packets of; bottle of; bottles of; jar of; jars of; tube of; tubes of; tin of; tins of; can of; cans of; cup of; cups of;
    set of; sets of; case of; cases of; carton of; cartons of; units of; pieces of; copies of; bars of
"""
)
CATEGORY_OPEN = table(
    """
lead: category; the category; category of; products in category; items in category
"""
)
OTHER_THAN = table(
    """
other: other than; except; except for; besides; apart from; aside from; but; that is not; excluding; that are not;
    different from; which is not; bar; barring
"""
)
ANYTHING = table(
    """
any: something; anything; things; items; products; goods; stuff; an item; a product; any product; any products; any item;
    any items; any category; a category; categories; from any category; from a category; from categories; something else;
    anything else
"""
)
COUPON_PHRASES = table(
    """
coupon: with a coupon; with coupon; with coupons; with a coupon code; using a coupon; using coupons; used a coupon;
    a coupon; a coupon code; coupon; coupons; coupon code; coupon codes; a promo code; promo code; promo codes;
    with a promo code; a discount code; discount code; discount codes; with a voucher; a voucher; a voucher code; voucher;
    voucher code; vouchers; any coupon; any coupon code; a promotional code; promotional code; with a code; a code;
    using a promo code; using a discount code; any code; any promo code; with a discount code; coupon applied;
    coupon attached; using a coupon code; coupon use; coupon used; couponed; with coupon codes; thanks to a coupon;
    a promotion code; by coupon; any discount code; some coupon
discount: with a discount; a discount; discount; discounts; discounted; on sale; at a discount; reduced price; on discount;
    with any discount; any discount; on offer; marked down; at a reduced price; with discounts; some discount;
    with a markdown; at a discounted price; at discount; with a price reduction; any kind of discount; discount applied;
    a price cut; in a sale; during a sale
no_discount: full price; at full price; without a discount; without discount; without any discount; no discount;
    without discounts; with no discount; undiscounted; paying full price; not discounted; with no discounts; no discounts;
    non discounted; full priced; regular price; at regular price; without any discounts; with no discount at all;
    not on sale; zero discount
no_coupon: without using a coupon code; without using any code; without using a discount code; without a coupon;
    without coupon; without coupons; without any coupon; no coupon; with no coupon;
    without a coupon code; without using a coupon; no coupon code; with no coupon code; without a promo code; no promo code;
    without a code; without a discount code; without any coupon code; without a voucher; not using a coupon;
    with no coupons; no coupons; without a coupon at all; no discount code; without using any coupon; with no promo code;
    non coupon; no voucher; without using a code; coupon free; couponless; without using coupons; without any code;
    without codes
"""
)
TIME_WORDS = table(
    """
weekend: weekend; weekends; the weekend; a weekend; weekend days; a saturday or sunday; saturdays and sundays;
    saturday and sunday; saturday or sunday; saturdays or sundays; a saturday or a sunday; sat or sun
weekday: weekday; weekdays; a weekday; workdays; working days; a workday; business days; during the week; week days;
    a week day;
    a working day
morning: morning; mornings; the morning; the mornings; a morning
afternoon: afternoon; afternoons; the afternoon; the afternoons
evening: evening; evenings; the evening; the evenings
night: night; nights; the night; overnight; late at night; nighttime; midnight hours
"""
)
