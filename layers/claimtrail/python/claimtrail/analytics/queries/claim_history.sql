-- title: Each claim's history and its evidence
-- description: Every move of every claim, the fact that is its evidence, the bytes that state it, and the days between moves. Add a condition on claim_id to see one.
with moves as (
    select
        audit.*,
        row_number() over (partition by audit_id order by chain_seq) as repeat_number
    from audit
    where detail_type = 'claim.status_changed'
),

facts as (
    select
        claim_events.*,
        row_number() over (partition by event_id order by chain_seq, claim_id) as repeat_number
    from claim_events
)
select
    moves.claim_id,
    moves.payer_id,
    moves.occurred_at,
    moves.state_before,
    moves.state_after,
    facts.kind as evidence,
    coalesce(facts.codes, facts.code) as codes,
    facts.effective_on,
    date_diff(
        'day',
        date(lag(facts.effective_on) over (
            partition by moves.claim_id order by moves.occurred_at, facts.effective_on
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
order by moves.claim_id, moves.occurred_at, facts.effective_on
