-- People, their roles, their sessions and the links that sign them in.
create table person (
    id              {key},
    public_id       text not null unique,
    email           text not null,
    email_folded    {text} not null unique,
    name            text not null,
    created_at      timestamp not null,
    disabled_at     timestamp,
    last_signed_in_at timestamp,
    terms_version   text,
    terms_accepted_at timestamp,
    digest          text not null default 'each' check (digest in ('each', 'daily'))
);

create table person_role (
    person          bigint not null references person (id),
    organisation    bigint not null references organisation (id),
    role            text not null check (role in
        ('viewer', 'coordinator', 'finance', 'signatory', 'administrator', 'support', 'regulator')),
    given_at        timestamp not null,
    primary key (person, organisation, role)
);
create index person_role_organisation on person_role (organisation);

create table session (
    token_hash      text primary key,
    public_id       text not null unique,
    person          bigint not null references person (id),
    organisation    bigint references organisation (id),
    on_behalf_of    bigint references organisation (id),
    on_behalf_reason text,
    user_agent      text not null,
    started_at      timestamp not null,
    seen_at         timestamp not null,
    ends_at         timestamp not null
);
create index session_person on session (person);

create table sign_in_request (
    id              {key},
    public_id       text not null unique,
    email_folded    {text} not null,
    person          bigint references person (id),
    browser_hash    text not null,
    return_to       text not null,
    issue           integer not null,
    wrong_codes     integer not null,
    asked_at        timestamp not null,
    expires_at      timestamp not null,
    opened_elsewhere_at timestamp,
    used_at         timestamp,
    unbound         boolean not null
);
create index sign_in_request_email on sign_in_request (email_folded, asked_at);
create index sign_in_request_browser on sign_in_request (browser_hash, asked_at);

create table invitation (
    id              {key},
    public_id       text not null unique,
    person          bigint not null references person (id),
    organisation    bigint not null references organisation (id),
    sent_at         timestamp not null,
    expires_at      timestamp not null
);

create table feedback (
    id              {key},
    given_at        timestamp not null,
    satisfaction    integer check (satisfaction between 1 and 5),
    comment         text not null,
    page            text not null
);
