import type {
  AnsweredCondition,
  EvidenceItem,
  EvidenceRole,
  EvidenceRun,
  ItemEvidence,
} from '#lib/leaderboard/items/evidence'

/** An item with four options, the first of them gold, unlike every other. */
export function someItem(at: number, rest: Partial<EvidenceItem> = {}): EvidenceItem {
  return {
    id: String(at),
    category: '',
    question: `q${at}`,
    goldText: `gold ${at}`,
    options: 4,
    gold: 0,
    guess: 0.25,
    cluster: at,
    ...rest,
  }
}

/** What an item got: right, wrong with the next option, or a certain option. */
type Got = boolean | number

/** One condition; scores follow from the chosen options, of which the first is gold. */
export function condition(role: EvidenceRole, got: readonly Got[], turn = 0): AnsweredCondition {
  const answers = Int32Array.from(got, one => (typeof one === 'number' ? one : one ? 0 : 1))
  return { role, turn, answers, scores: Float32Array.from(answers, answer => (answer === 0 ? 1 : 0)) }
}

/** A checkpoint of a family of its own, unless said otherwise. */
export function someRun(
  at: number,
  conditions: readonly AnsweredCondition[],
  rest: Partial<EvidenceRun> = {},
): EvidenceRun {
  return { checkpoint: `run-${at}`, family: `family-${at}`, size: '1', conditions, ...rest }
}

/** One item, with runs made by rule. */
export function oneItem(
  runs: number,
  conditionsOf: (run: number) => readonly AnsweredCondition[],
  item: Partial<EvidenceItem> = {},
): ItemEvidence {
  return {
    items: [someItem(0, item)],
    runs: Array.from({ length: runs }, (_, run) => someRun(run, conditionsOf(run))),
  }
}
