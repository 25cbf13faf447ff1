-- What every capability stands on: the audit trail, the outbox, drafts, limits.
-- {key}, {number} and {text} are the only words that differ between the databases; see dialect.rs.
-- Timestamps are UTC without a zone; civil dates are dates; closed sets are text with a check.

create table audit_event (
    number          {number},
    at              timestamp not null,
    actor_kind      text not null check (actor_kind in ('person', 'link_holder', 'api_token', 'operator', 'job')),
    person          bigint,
    acting_as       bigint,
    organisation    bigint,
    on_behalf       boolean not null,
    action          text not null,
    subject         text not null,
    data            text not null,
    hash            text not null
);
create index audit_event_subject on audit_event (subject, number);
create index audit_event_organisation on audit_event (organisation, number);
-- append-only: audit_event

create table audit_head (
    head            integer primary key check (head = 1),
    number          bigint not null,
    hash            text not null
);
insert into audit_head (head, number, hash) values (1, 0, '');

-- Personal values of an event stand outside the chain, so that they can be erased.
create table audit_personal (
    event           bigint not null references audit_event (number),
    name            text not null,
    value           text not null,
    primary key (event, name)
);

create table outbox (
    id              text primary key,
    template        text not null,
    parameters      text not null,
    priority        integer not null,
    state           text not null check (state in ('queued', 'sent', 'dropped', 'parked')),
    attempts        integer not null,
    due_at          timestamp not null,
    lease_until     timestamp,
    fence           bigint not null,
    created_at      timestamp not null,
    finished_at     timestamp,
    last_error      text
);
-- In the very order in which messages are taken: the first few of many thousands are found without reading the rest.
create index outbox_due on outbox (state, priority, due_at, id);

create table draft (
    id              text primary key,
    journey         text not null,
    owner           text not null,
    answers         text not null,
    created_at      timestamp not null,
    expires_at      timestamp not null
);
create index draft_expiry on draft (expires_at);

-- One row for what is known of the service as a whole: key, value.
create table fact (
    name            text primary key,
    value           text not null
);
