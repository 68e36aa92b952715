"""Pure domain of orders: immutable values and the policies that judge changes of them."""
