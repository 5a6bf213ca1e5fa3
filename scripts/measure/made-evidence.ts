import type {
  AnsweredCondition,
  EvidenceItem,
  EvidenceRole,
  EvidenceRun,
  ItemEvidence,
} from '#lib/leaderboard/items/evidence'

/** What is wrong with a made item, if anything. */
export const plantedFaults = [
  'clean',
  'blind-solvable',
  'order-insensitive',
  'occlusion-insensitive',
  'selection-biased',
  'mislabel-suspect',
  'saturated',
  'dead',
] as const
export type PlantedFault = (typeof plantedFaults)[number]

export interface MadeEvidence extends ItemEvidence {
  readonly faults: readonly PlantedFault[]
}

const options = 4
const guess = 1 / options
/** Share of answers that a perturbation leaves right where the item depends on what it destroys. */
const kept = 0.45
/** How often a checkpoint repeats its first blind answer. */
const repeated = 0.4

/** Twelve conditions a checkpoint: what a full run says about an item. */
const conditions: readonly { readonly role: EvidenceRole; readonly turn: number }[] = [
  { role: 'reference', turn: 0 },
  { role: 'no-image', turn: 0 },
  { role: 'no-image', turn: 0 },
  { role: 'wrong-image', turn: 0 },
  { role: 'backbone', turn: 0 },
  { role: 'permuted', turn: 0 },
  { role: 'permuted', turn: 0 },
  { role: 'permuted', turn: 0 },
  { role: 'occluded', turn: 0 },
  { role: 'rotated', turn: 1 },
  { role: 'rotated', turn: 2 },
  { role: 'rotated', turn: 3 },
]

/**
 * Checkpoints that answer four-option items by P(right) = g + (1 - g) σ(θ - b), with planted faults.
 * @param faultEvery every so many items have a fault, each kind in turn; 0 plants none.
 */
export function madeEvidence(of: {
  readonly checkpoints: number
  readonly items: number
  readonly families: number
  readonly faultEvery: number
  readonly seed: number
}): MadeEvidence {
  const random = mulberry32(of.seed)
  const normal = normals(random)
  const difficulty = Float64Array.from({ length: of.items }, () => 1.2 * normal())
  const faults = Array.from({ length: of.items }, (_, item): PlantedFault => {
    if (of.faultEvery === 0 || item % of.faultEvery !== 0) return 'clean'
    const kinds = plantedFaults.slice(1)
    return kinds[(item / of.faultEvery) % kinds.length]
  })
  const items = Array.from({ length: of.items }, (_, item): EvidenceItem => {
    const gold = Math.floor(random() * options)
    return {
      id: String(item),
      category: `category ${item % 5}`,
      question: `question ${item} of its own`,
      goldText: `answer ${item}`,
      options,
      gold,
      guess,
      cluster: item,
    }
  })
  const runs = Array.from({ length: of.checkpoints }, (_, checkpoint): EvidenceRun => {
    const ability = normal()
    const rates = (item: number) => successRate(faults[item], ability - difficulty[item])
    return {
      checkpoint: `checkpoint-${checkpoint}`,
      family: `family-${checkpoint % of.families}`,
      size: String(Math.floor(checkpoint / of.families)),
      conditions: answersOf(items, faults, rates, random),
    }
  })
  return { items, runs, faults }
}

function successRate(fault: PlantedFault, lead: number): number {
  if (fault === 'saturated') return 0.985
  if (fault === 'dead') return guess - 0.1
  if (fault === 'clean' || fault === 'selection-biased') return guess + (1 - guess) / (1 + Math.exp(-lead))
  return guess + (1 - guess) / (1 + Math.exp(-lead - 1))
}

function answersOf(
  items: readonly EvidenceItem[],
  faults: readonly PlantedFault[],
  rate: (item: number) => number,
  random: () => number,
): AnsweredCondition[] {
  const made = conditions.map(condition => ({
    ...condition,
    scores: new Float32Array(items.length),
    answers: new Int32Array(items.length),
  }))
  items.forEach(({ gold }, item) => {
    const fault = faults[item]
    // Of a mislabelled item everyone knows another answer than the gold one.
    const known = fault === 'mislabel-suspect' ? (gold + 1) % options : gold
    const other = () => (known + 1 + Math.floor(random() * (options - 1))) % options
    const knows = random() < rate(item)
    const plain = knows ? known : other()
    const place = Math.floor(random() * options)
    const blind = Math.floor(random() * options)
    for (const one of made) {
      const answer = chosen(one.role, one.turn)
      one.answers[item] = answer
      one.scores[item] = answer === gold ? 1 : 0
    }

    function chosen(role: EvidenceRole, turn: number): number {
      if (role === 'reference') return fault === 'selection-biased' ? place : plain
      if (role === 'rotated')
        return fault === 'selection-biased' ? (place - turn + options) % options : settled(0.9)
      if (role === 'permuted') return settled(fault === 'order-insensitive' ? 0.97 : kept)
      if (role === 'occluded') return settled(fault === 'occlusion-insensitive' ? 0.95 : kept)
      if (fault === 'blind-solvable' && role !== 'backbone') return random() < 0.85 ? known : other()
      return random() < repeated ? blind : Math.floor(random() * options)
    }

    /** The plain answer, most of the time. */
    function settled(share: number): number {
      return random() < share ? plain : Math.floor(random() * options)
    }
  })
  return made
}

/** Mulberry32: small, fast, good enough to make data with. Uniform in [0, 1). */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Standard normal numbers (Box and Muller). */
export function normals(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
