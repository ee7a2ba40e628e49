"""Predicted purchases and customer lifetime value: arrays in, frozen results out.

`histories` condenses customers to distinct (x, t_x, T); `fit` estimates a model of repeat buying by maximum likelihood and
`fit_spend` one of order value; `predict` says what each customer is expected to do; `uncertainty` how sure that is. A fit
that the data cannot carry is a `Refusal` with its reason, never a number.
"""
