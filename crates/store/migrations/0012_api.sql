-- Tokens of the API: only a digest stands here. A token acts for its organisation, whoever made it.
create table api_token (
    id              {key},
    public_id       text not null unique,
    organisation    bigint not null references organisation (id),
    name            text not null,
    may_write       boolean not null,
    token_hash      text not null unique,
    made_at         timestamp not null,
    made_by         bigint references person (id),
    expires_at      timestamp not null,
    -- to the minute
    last_used_at    timestamp,
    removed_at      timestamp,
    removed_by      bigint references person (id)
);
create index api_token_organisation on api_token (organisation, expires_at);

-- What was answered to a request with an Idempotency-Key, for 24 hours.
create table api_request (
    organisation    bigint not null references organisation (id),
    idempotency_key text not null,
    request_hash    text not null,
    status          integer not null,
    body            text not null,
    at              timestamp not null,
    primary key (organisation, idempotency_key)
);
create index api_request_at on api_request (at);
