-- Who asked to become a school's first user without owning the address that was told.
create table access_request (
    id              {key},
    public_id       text not null unique,
    organisation    bigint not null references organisation (id),
    notice          bigint not null references notice (id),
    name            text not null,
    email           text not null,
    email_folded    {text} not null,
    asked_at        timestamp not null,
    decided_at      timestamp,
    decided_by      text check (decided_by in ('notice', 'support')),
    decider         bigint references person (id),
    granted         boolean,
    check ((decided_at is null) = (granted is null)),
    check ((decided_at is null) = (decided_by is null))
);
-- An address waits once at a school.
create unique index access_request_waiting on access_request (organisation, email_folded) where decided_at is null;
create index access_request_asked on access_request (asked_at);
