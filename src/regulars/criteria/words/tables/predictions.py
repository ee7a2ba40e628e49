"""Words for what is predicted."""

from __future__ import annotations

from regulars.criteria.words.phrases import table

LIKELY = table(
    """
likely: likely; probably going; more likely than not
very_likely: very likely; highly likely; extremely likely; almost certain; most likely
unlikely: unlikely; not likely
very_unlikely: very unlikely; highly unlikely; extremely unlikely
"""
)
EXPECTED = table("expected: expected; predicted; projected; forecast; forecasted; anticipated")
# what follows "likely" or "a chance"
DEED = table(
    """
buy: to buy; to order; to purchase; to shop; to place an order; to make a purchase; to buy again; to order again;
    to purchase again;
    to buy something; to reorder; to repurchase; to place another order; to make another purchase; of buying; of ordering;
    of purchasing; of an order; of a purchase; of buying again; of ordering again; of placing an order; of making a purchase;
    of reordering; they buy; they order; they will buy; they will order; to be buying; to buy from us; to buy from us again;
    of another order; of another purchase; to place an order again; to repeat
back: to come back; to return; to come back again; of coming back; of returning; of a return visit; they come back;
    to be back;
    to come back to us
alive: to be alive; of being alive; to be active; of being active; to still be active; of still being active;
    to still be a customer;
    of still being a customer; to be still active; they are alive; they are still active
leave: to churn; to leave; to lapse; to leave us; of churning; of leaving; of lapsing; to stop buying; to stop ordering;
    of churn;
    to defect; to have churned; of having churned; to have left; of having left; to be gone; of being gone; to be lost
spend: to spend; to bring in; to generate; to be worth; to pay
"""
)
CHANCE = table(
    """
chance: chance; probability; likelihood; odds; purchase probability; predicted probability; predicted chance; propensity
alive: probability alive; p alive; probability of being alive; chance of being alive; p ( alive ); alive probability;
    likelihood of being alive;
    probability that they are alive; probability they are alive; probability of still being active;
    chance of still being active;
    probability of being active; probability to be alive; probability of still being a customer
leave: churn probability; probability of churn; churn likelihood; probability of churning; probability of having churned;
    chance of having churned; probability of having left; chance of having left; likelihood of having churned;
    likelihood of churn;
    churn chance; predicted churn probability
"""
)
VALUE = table(
    """
clv: predicted lifetime value; predicted ltv; predicted clv; predicted customer lifetime value; expected lifetime value;
    expected ltv;
    expected clv; expected customer lifetime value; projected lifetime value; projected ltv; projected clv;
    future lifetime value;
    future ltv; future clv; forecast lifetime value; forecast ltv; forecast clv; predicted value; future value;
    expected value;
    predicted future value; projected customer lifetime value; future customer lifetime value
expected_revenue: expected revenue; predicted revenue; projected revenue; forecast revenue; expected spend; predicted spend;
    projected spend; forecast spend; expected spending; predicted spending; future spend; future revenue
expected_orders: expected orders; predicted orders; projected orders; forecast orders; expected number of orders;
    predicted number of orders; expected purchases; predicted purchases; expected order count; predicted order count
"""
)
HORIZON = table(
    """
next: in the next; within the next; over the next; during the next; in the coming; over the coming; within the coming;
    in the following;
    over the following; next; coming; in the upcoming; the next; the coming; for the next; within; in; through the next
"""
)
