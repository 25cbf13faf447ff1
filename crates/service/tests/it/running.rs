//! The program itself, as an operator runs it: more than one, stopped, copied while it works, its logs read.
//!
//! Trust S7, S11, R12, R13, "any number of nodes on one PostgreSQL, exactly one on SQLite".

mod backup;
mod logs;
mod nodes;
mod program;
mod stopping;
mod streams;
mod trouble;
