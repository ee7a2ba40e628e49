"""Words for the customers as a whole."""

from __future__ import annotations

from regulars.criteria.words.phrases import table

AVERAGE = table(
    """
average: the average customer; the average; average; average customer; an average customer; the company average;
    company average; the overall average; the store average; the shop average; our average; the mean; the average shopper;
    the average buyer; the norm; the average for all customers; the average of all customers; the store wide average;
    the average across all customers; the shop wide average; the site average; the average among all customers;
    the customer average; the average across customers; the average person; the average client;
    the typical customer average; the typical customer; a typical customer; typical customer; the typical shopper;
    the average one; overall average; the global average; the general average;
    our average customer; the average of our customers; the average for the store; the population average;
    the storewide average; the average among customers; the average customer does; the average customer did; usual customer;
    average for the store; the average user; the average aov; the average order value; our average order value;
    the average spend; the average number of orders; the store average order value; the average order count;
    the overall average order value; the company wide average; the mean customer; customers on average;
    the average spend per customer; the average customer spend; the average lifetime spend; our store average;
    the average customer spends; the average customer orders; the average customer places; the average of everyone;
    the average age; other customers on average; the average across the base; the base average; everyone else on average;
    the average total; the average member
median: the median customer; the median; median; our median; the overall median; the median of all customers;
    the median shopper; a median customer; the median spend; the median order count; the store median;
    the median across customers; the median number of orders; the customer median; the median buyer; the median aov;
    the median order value; the median order; the median for all customers
"""
)
CUSTOMERS = table(
    """
customers: of customers; of all customers; of our customers; of the customers; of shoppers; of buyers; of other customers;
    of all other customers; of the others; of everyone; of people; of all shoppers; of our other customers; of all buyers;
    of the base; of our customer base; of the customer base; of everybody; of all our customers; of the rest;
    of our shoppers; of users; of others; of the other customers; customers; of clients; of everyone else;
    of all other shoppers; of your customers; of their peers
"""
)
