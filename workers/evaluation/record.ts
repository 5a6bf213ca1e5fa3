import type { Item } from '#lib/domain/item'
import { type Outcome, outcomeScore } from '#lib/domain/outcome'
import type { ConditionOutcomes, ResponseRecord } from '#lib/domain/work'
import { optionTurn } from '#lib/probes/option-rotation'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import { jointDraw } from '#lib/statistics/draw-digest'
import type { Verdict } from './answer-verdict'
import type { Said, ScoredText } from './said'

/** Keeps everything needed to read an answer and to recompute what came of it. @param draw of `drawDigest`. */
export function recordResponse(
  item: Pick<Item, 'id'>,
  { probe, condition }: ProbeCondition,
  { outcome, judge }: Verdict,
  said: Said,
  draw: string | null = null,
): ResponseRecord {
  return {
    item: item.id,
    probe: probe.id,
    condition: condition.id,
    prompt: said.promptText,
    text: said.text,
    generatedIds: [...said.generatedIds],
    truncated: said.truncated,
    parsed: outcome.kind === 'scored' ? outcome.parsed : null,
    rule: outcome.kind === 'scored' ? outcome.rule : null,
    score: outcomeScore(outcome),
    draw,
    ...besides(outcome),
    ...(judge ? { judge } : {}),
    ...(said.scored ? { scored: said.scored.map(rounded) } : {}),
  }
}

/** Six decimals tell all there is to tell of a logarithm that was computed in single precision. */
function rounded({ text, logProbabilities }: ScoredText) {
  return { text, logProbabilities: logProbabilities.map(one => Number(one.toFixed(6))) }
}

/** What only some outcomes have. */
function besides(outcome: Outcome): Pick<ResponseRecord, 'notScored' | 'lenient' | 'against'> {
  if (outcome.kind === 'not-scored') return { notScored: outcome.reason }
  const { lenient } = outcome
  const against = outcome.kind === 'scored' ? outcome.against : undefined
  return {
    ...(lenient ? { lenient: { parsed: lenient.parsed, rule: lenient.rule, score: lenient.value } } : {}),
    ...(against === undefined ? {} : { against }),
  }
}

type ListedItem = Pick<Item, 'id' | 'options'>

/**
 * The outcomes of a batch, condition by condition in item order, from its responses alone: whoever holds the
 * responses can recompute them.
 * @param asked for each condition, one flag an item; null: all were asked. @throws Error where a response is missing.
 */
export function outcomesOf(
  items: readonly ListedItem[],
  conditions: readonly ProbeCondition[],
  responses: readonly ResponseRecord[],
  asked: readonly (readonly boolean[] | null)[] = [],
): ConditionOutcomes[] {
  const found = new Map(
    responses.map(response => [key(response.probe, response.condition, response.item), response]),
  )
  return conditions.map(({ probe, condition }, at) => {
    const flags = asked[at] ?? null
    const own = items.map((item, place) => {
      if (flags?.[place] === false) return null
      const one = found.get(key(probe.id, condition.id, item.id))
      if (!one) throw new Error(`no response of item ${item.id} under ${probe.id} ${condition.id}`)
      return one
    })
    const { reference } = condition
    const isChanged = (said: ResponseRecord | null, item: ListedItem | undefined) => {
      if (!said || !item || reference === null) return false
      const other = found.get(key(reference.probe, reference.condition, item.id))
      return other !== undefined && reading(said, item) !== reading(other, item)
    }
    return {
      probe: probe.id,
      probeVersion: probe.version,
      condition: condition.id,
      ...(flags?.includes(false) ? { asked: [...flags] } : {}),
      scores: own.map(said => said?.score ?? null),
      unparsed: own.map(said => said !== null && said.parsed === null && said.notScored === undefined),
      changed: own.map((said, place) => isChanged(said, items[place])),
      ...(own.some(said => said?.against !== undefined)
        ? { against: own.map(said => said?.against ?? null) }
        : {}),
      ...firstReason(own.flatMap(said => said ?? [])),
      ...drawsOf(own.flatMap(said => said ?? [])),
    }
  })
}

/** Characters of a reason that the protocol takes. */
const longestReason = 500

function firstReason(responses: readonly ResponseRecord[]): Pick<ConditionOutcomes, 'notScored'> {
  const reason = responses.find(({ notScored }) => notScored !== undefined)?.notScored
  return reason === undefined ? {} : { notScored: reason.slice(0, longestReason) }
}

function drawsOf(responses: readonly ResponseRecord[]): Pick<ConditionOutcomes, 'draws'> {
  const draws = jointDraw(responses.map(({ draw }) => draw))
  return draws === undefined ? {} : { draws }
}

/**
 * What an answer comes down to: what was read out of it, else its words. What a judge said is no reading of it. Where the
 * options are turned, a label is read as the one that its text has in the file.
 */
function reading({ probe, condition, parsed, text, judge }: ResponseRecord, { options }: ListedItem): string {
  const read = judge ? null : parsed
  if (read === null) return `text:${text.toLowerCase().replace(/\s+/gu, ' ').trim()}`
  const turn = optionTurn(probe, condition)
  const place = options.findIndex(({ label }) => label === read)
  if (turn === 0 || place < 0) return read
  const count = options.length
  return options[(((place - turn) % count) + count) % count]?.label ?? read
}

function key(probe: string, condition: string, item: string): string {
  return JSON.stringify([probe, condition, item])
}
