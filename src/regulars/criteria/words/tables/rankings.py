"""Words for places among all customers."""

from __future__ import annotations

from regulars.criteria.words.phrases import table

ENDS = table(
    """
top: top; best; highest; highest spending; top spending; biggest; largest; highest value; most valuable; best performing;
    highest ranking; upper; leading; highest ranked
bottom: bottom; worst; lowest; lowest spending; smallest; least valuable; lower; lowest value; poorest; lowest ranking;
    lowest ranked
"""
)
WHO = table(
    """
who: customers; of customers; customer; of our customers; of all customers; shoppers; people; of shoppers; of buyers;
    buyers; of the customers; of people; clients; of the customer base; of the base; of our customer base; of all shoppers;
    of users; of our shoppers; of clients; users; of everyone; of all buyers; of all our customers; of all our shoppers;
    of your customers; of our buyers
"""
)
SPEND_WHO = table(
    """
spend: spenders; of spenders; spending customers; of all spenders; by spend; customers by spend; of our spenders;
    high spenders; spending; in spend; for spend; in spending; in revenue; in sales; for spending; revenue customers;
    of customers by spend; of revenue; of lifetime value; of lifetime spend; of spend; of total spend; of spending;
    of customers by revenue; earners
count: of customers by orders; most frequent buyers; purchasers; frequent buyers; of order count; of orders;
    of order counts; in orders; for orders; in order count; of frequency; in frequency; of purchase count; orderers;
    for order count; by frequency; of number of orders; by order frequency; by purchase frequency
aov: of aov; in aov; of average order value; for aov; in average order value; for average order value; by aov;
    by average order value
visits: visitors; site visitors; in site visits; by site visits
opens: openers; email openers
clicks: clickers; email clickers
"""
)
BY = table(
    """
spend: by spend; by total spend; by revenue; by lifetime spend; by lifetime value; by ltv; by clv; by money spent;
    by amount spent; by spending; by sales; by value; by total revenue; based on spend; in terms of spend;
    by lifetime revenue; ranked by spend; in spend; when ranked by spend; by how much they spend; by how much they spent;
    by net spend; in terms of revenue; by total amount spent; measured by spend; for spend; in terms of lifetime value;
    by customer lifetime value; by what they spent; by monetary value; by purchase value; ranked by revenue;
    sorted by spend; based on revenue; based on lifetime value; based on total spend; by total spending; ordered by spend;
    on spend; in lifetime spend; in total spend; by money; by turnover; in terms of total spend; by total lifetime spend;
    by historical spend; by dollars spent; by net revenue; by lifetime spending; in revenue; in lifetime value;
    by historic spend; ranked by lifetime spend; ranked by total spend; ranked by lifetime value; who spend the most;
    by what they spend; in terms of money spent; on lifetime value; on lifetime spend; on total spend; by overall spend;
    by spent amount; by the amount they spent
count: by orders; by number of orders; by order count; by frequency; by purchase count; by number of purchases;
    by total orders; by purchases; in orders; in terms of orders; by how often they order; based on orders;
    by order frequency; by purchase frequency; ranked by orders; by how many orders they placed; by how often they buy;
    by order volume; for orders; in order count; in number of orders; by transactions; in terms of order count; on orders;
    by order number; ranked by order count; based on order count; by lifetime orders; on order count;
    by total number of orders; by the number of orders; ranked by number of orders; based on number of orders;
    in terms of number of orders; by count of orders
aov: by aov; by average order value; by average order; by basket size; in terms of aov; by average basket; for aov; in aov;
    by average basket size; based on aov; ranked by aov; based on average order value; in average order value; on aov;
    ranked by average order value; by order value; in terms of average order value
units: by items bought; by units; by quantity; by items; by units bought; by number of items; by items purchased;
    in units bought; in items bought
opens: by opens; by email opens; by emails opened; by number of opens; by number of email opens
clicks: by clicks; by email clicks; by number of clicks
visits: by visits; by site visits; by website visits; by number of visits; by sessions
open_rate: by open rate
views: by product views
discounts: by discounts; by discount; by total discount; by discount amount
refund_total: by refunds; by refund amount; by refunded amount; by amount refunded
max_order: by largest order; by biggest order; by highest order value
days_since: by recency
"""
)
MAKERS = table(
    """
make: makes; makes up; brings in; accounts for; generates; brings; produces; who make; making; that make; who make up; making up;
    who generate; generating; that generate; who bring in;
    bringing in; who account for; accounting for; who are responsible for; responsible for; that account for; who drive;
    driving; who contribute; contributing; that make up; who produce; producing; who bring; who together make;
    who together make up; who together account for; behind; that drive; that bring in; who give us; who contributed;
    who deliver; delivering; that together make up; together making; who together generate; together making up;
    who between them make; who represent; representing; that produce; who made; who made up; who generated; who brought in;
    accounted for; contributing to; who cover; covering; whose spend makes up; who collectively make up;
    who collectively account for; who collectively generate; whose spend adds up to; whose spend makes;
    whose orders make up; whose combined spend makes up; that generate together; who make us; who yield; who earn us
"""
)
MADE_OF = table(
    """
spend: of revenue; of our revenue; of sales; of spend; of the revenue; of total revenue; of all revenue; of our sales;
    of total sales; of all sales; of the money; of turnover; of net revenue; of our total revenue; of total spend;
    of the sales; of the total revenue; of all spend; of the spend; of our turnover; of all our revenue; of income;
    of our spend; of lifetime revenue; revenue; of the total spend; of store revenue; of the store revenue;
    of our net revenue
count: of orders; of our orders; of all orders; of the orders; of total orders; of purchases; of order volume
"""
)
SUPERLATIVE = table(
    """
spend top: who spent most; spent most; with the highest spend; with the highest total spend; who spent the most;
    spending the most; with the most spend;
    with the highest revenue; with the highest lifetime value; with the highest lifetime spend; spent the most;
    who have spent the most; spend the most
count top: who ordered most; ordered most; who bought most; who bought the most often; who bought most often;
    with the most orders; who ordered the most; who order the most; with the highest number of orders; most orders;
    who have the most orders; with the highest order count; the most orders; ordered the most; ordered most often;
    who order most often
aov top: with the highest aov; with the highest average order value
count bottom: with the fewest orders
spend bottom: who spent the least; with the lowest spend
"""
)
ABOVE = table(
    """
above: beats the average; beats average; exceeds the average; exceeds average; tops the average; above average;
    above the average; higher than average; over the average; more than average; greater than average;
    over average; better than average; higher than the average; more than the average; larger than average;
    above our average; above the company average; above the store average; greater than the average; exceeding the average;
    an above average; above the overall average; bigger than average; longer than average; larger than the average;
    above the customer average; older than average; above the mean; above mean
below: below average; below the average; lower than average; under the average; less than average; smaller than average;
    fewer than average; lower than the average; less than the average; under average; below our average;
    below the company average; fewer than the average; a below average; below the overall average; shorter than average;
    below the store average; younger than average; below the mean
above_median: beats the median; exceeds the median; tops the median; above median; above the median; higher than median;
    higher than the median; more than the median;
    over the median; greater than the median; above our median; an above median
below_median: below median; below the median; lower than median; lower than the median; less than the median;
    under the median; fewer than the median; below our median; a below median
"""
)
