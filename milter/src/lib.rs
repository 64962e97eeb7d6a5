//! What `waxseal-milter` is made of. It is a library only so that its rooms can be tested from outside.

