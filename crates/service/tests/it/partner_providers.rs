//! Partner providers: the mirror of partner schools, on the same memberships.

mod add;
mod add_many;
mod end;
mod profile;
