//! Partner providers: the mirror of partner schools, on the same memberships.

mod add;
mod end;
mod profile;
