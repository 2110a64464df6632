-- title: Each claim's history and its evidence
-- description: Every move of every claim, the fact that is its evidence, the bytes that state it, and the days between moves. Add a condition on claim_id to see one.
-- words: state_before=claim_state state_after=claim_state
with recent_audit as (
    select *
    from audit
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

recent_claim_events as (
    select *
    from claim_events
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

moves as (
    select
        audit.*,
        cast(json_extract_scalar(detail, '$.version') as bigint) as version,
        row_number() over (partition by audit_id order by chain_seq) as repeat_number
    from recent_audit as audit
    where detail_type = 'claim.status_changed'
),

facts as (
    select
        claim_events.*,
        row_number() over (partition by event_id order by chain_seq, claim_id) as repeat_number
    from recent_claim_events as claim_events
)
select
    moves.claim_id,
    moves.payer_id,
    moves.version,
    moves.occurred_at,
    moves.state_before,
    moves.state_after,
    facts.kind as evidence,
    coalesce(facts.codes, facts.code) as codes,
    facts.effective_on,
    date_diff(
        'day',
        date(lag(facts.effective_on) over (
            partition by moves.claim_id
            order by moves.occurred_at, moves.version, facts.effective_on, moves.audit_id
        )),
        date(facts.effective_on)
    ) as days_since_previous,
    moves.rule,
    moves.source_file_id,
    moves.source_start,
    moves.source_end,
    moves.audit_id
from moves
left join facts
    on moves.evidence_event_id = facts.event_id
        and facts.repeat_number = 1
where moves.repeat_number = 1
order by claim_id, occurred_at, version, effective_on, audit_id
limit 10000
