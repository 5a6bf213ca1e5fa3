import { describe, expect, test } from 'vitest'
import { flagContext } from '#lib/leaderboard/items/flag-context'
import { flagIds } from '#lib/leaderboard/items/flags/flag'
import { flags } from '#lib/leaderboard/items/flags/index'
import { judgeItems } from '#lib/leaderboard/items/judge-items'
import { condition, oneItem, someItem, someRun } from './some-evidence'
import { judged, missing } from './some-judgement'

/** Checkpoints of which the first `hits` are right without the picture. */
const blind = (hits: number, trials: number, guess: number) =>
  oneItem(trials, run => [condition('reference', [true]), condition('no-image', [run < hits])], { guess })

test('every flag is there once, under its id', () => {
  expect(flags.map(({ id }) => id)).toEqual([...flagIds])
})

describe('solvable without the picture', () => {
  // The table of measurement 4.2: hits that raise it, of effective trials.
  test.each([
    [
      0.25,
      [
        [4, 4],
        [6, 6],
        [7, 8],
        [9, 12],
        [12, 16],
        [16, 24],
      ],
    ],
    [
      0.5,
      [
        [6, 6],
        [8, 8],
        [11, 12],
        [14, 16],
        [20, 24],
      ],
    ],
    [
      0,
      [
        [4, 4],
        [5, 6],
        [6, 8],
        [7, 12],
      ],
    ],
  ] as const)('needs the hits of the table at a guess floor of %s', (guess, table) => {
    for (const [hits, trials] of table) {
      expect(judged(blind(hits, trials, guess), 'blind-solvable').raised, `${hits}/${trials}`).toBe(true)
      const fewer = judged(blind(hits - 1, trials, guess), 'blind-solvable')
      expect(fewer.raised, `${hits - 1}/${trials}`).toBe(false)
    }
  })

  test('T20: its severity is the posterior probability, beside the counts', () => {
    const judgement = judged(blind(9, 12, 0.25), 'blind-solvable')
    expect(judgement.severity).toBeCloseTo(0.918416, 6)
    expect(judgement.counts).toEqual({ hits: 9, trials: 12, effectiveTrials: 12 })
  })

  test('repeats of one checkpoint are worth less: 6 hits of 6 by two checkpoints are 3 of 3', () => {
    const evidence = oneItem(2, () => [
      condition('reference', [true]),
      condition('no-image', [true]),
      condition('no-image', [true]),
      condition('wrong-image', [true]),
    ])
    const judgement = judged(evidence, 'blind-solvable')
    expect(judgement.counts).toEqual({ hits: 6, trials: 6, effectiveTrials: 3 })
    expect(judgement.raised).toBe(false)
  })

  test('how much less, is told by the repeats themselves', () => {
    // Means 1, 0.5, 0, 0 of two answers: MSB = 0.4583, MSW = 0.125, ρ = 0.3333 / 0.5833.
    const repeats = [
      [true, true],
      [true, false],
      [false, false],
      [false, false],
    ]
    const evidence = {
      items: Array.from({ length: 40 }, (_, at) => someItem(at)),
      runs: repeats.map((answers, run) =>
        someRun(run, [
          condition('reference', new Array<boolean>(40).fill(true)),
          ...answers.map(right => condition('no-image', new Array<boolean>(40).fill(right))),
        ]),
      ),
    }
    const { correlations } = flagContext(evidence)
    expect(correlations.blind).toBeCloseTo(4 / 7, 12)
    expect(correlations.permuted).toBe(0.5)
    expect(judged(evidence, 'blind-solvable', 7).counts.effectiveTrials).toBeCloseTo(8 / (11 / 7), 12)
  })

  test('says so where nobody answered without the picture', () => {
    const evidence = oneItem(5, () => [condition('reference', [true])])
    expect(missing(evidence, 'blind-solvable')).toEqual({
      kind: 'not-enough-data',
      what: 'blind answers',
      have: 0,
      need: 1,
    })
  })
})

describe('the picture is needed', () => {
  const seen = (right: number, blindRight: number) =>
    oneItem(10, run => [condition('reference', [run < right]), condition('no-image', [run < blindRight])])

  test('T21: eight of ten with, two of ten without', () => {
    const judgement = judged(seen(8, 2), 'visually-necessary')
    expect(judgement.severity).toBeCloseTo(0.950753, 5)
    expect(judgement.raised).toBe(true)
    expect(judgement.counts).toMatchObject({ hits: 8, trials: 10, blindHits: 2, blindTrials: 10 })
  })

  test('is not said of what is solvable without, nor of what nobody sees', () => {
    expect(judged(seen(10, 9), 'visually-necessary').raised).toBe(false)
    expect(judged(seen(3, 2), 'visually-necessary').raised).toBe(false)
    const likely = judged(seen(7, 2), 'visually-necessary')
    expect(likely.severity).toBeGreaterThan(0.8)
    expect(likely).toMatchObject({ raised: likely.severity >= 0.8 && likely.severity < 0.9 })
  })
})

describe('kept under a perturbation', () => {
  const kept = (role: 'permuted' | 'occluded', hits: number, trials: number) =>
    oneItem(trials + 3, run => [
      // Three more are wrong to begin with, and do not count whatever they answer.
      condition('reference', [run < trials]),
      condition(role, [run < hits || run >= trials]),
    ])

  test.each([
    [10, 10],
    [19, 20],
    [28, 30],
  ])('order-insensitive from %i of %i', (hits, trials) => {
    const judgement = judged(kept('permuted', hits, trials), 'order-insensitive')
    expect(judgement.raised).toBe(true)
    expect(judgement.counts).toMatchObject({ hits, trials })
    expect(judged(kept('permuted', hits - 1, trials), 'order-insensitive').raised).toBe(false)
  })

  test('nine of nine are not enough for order, but are for occlusion', () => {
    expect(judged(kept('permuted', 9, 9), 'order-insensitive').raised).toBe(false)
    expect(judged(kept('occluded', 9, 9), 'occlusion-insensitive').raised).toBe(true)
    expect(judged(kept('occluded', 5, 9), 'occlusion-insensitive').raised).toBe(false)
  })

  test('T27: five seeds of three checkpoints, fourteen kept', () => {
    const evidence = oneItem(3, run => [
      condition('reference', [true]),
      ...[0, 1, 2, 3, 4].map(seed => condition('permuted', [run > 0 || seed > 0])),
    ])
    const judgement = judged(evidence, 'order-insensitive')
    expect(judgement.counts).toEqual({ hits: 14, trials: 15, effectiveTrials: 5 })
    expect(judgement.severity).toBeCloseTo(0.603788, 6)
  })

  test('says so where nobody was right', () => {
    const evidence = oneItem(4, () => [condition('reference', [false]), condition('permuted', [true])])
    expect(missing(evidence, 'order-insensitive')).toMatchObject({ kind: 'not-enough-data', have: 0 })
  })
})

describe('decided by the order of the options', () => {
  /** Chosen content by turn: option i stands at place (i + turn) mod 4. */
  const turned = (contents: readonly number[], runs = 3) =>
    oneItem(runs, () => [
      condition('reference', [contents[0] ?? 0]),
      ...contents.slice(1).map((content, turn) => condition('rotated', [content], turn + 1)),
    ])

  test('someone who always takes the first place chooses another content each time', () => {
    const judgement = judged(turned([0, 3, 2, 1]), 'selection-biased')
    expect(judgement).toMatchObject({ raised: true, severity: 1 })
    expect(judgement.counts).toEqual({ models: 3, flipRate: 0.75, accuracyRange: 1 })
  })

  test('someone who keeps to the content does not, right or wrong', () => {
    expect(judged(turned([0, 0, 0, 0]), 'selection-biased')).toMatchObject({ raised: false, severity: 0 })
    expect(judged(turned([2, 2, 2, 2]), 'selection-biased').raised).toBe(false)
  })

  test('places beyond an item of fewer options do not count against it', () => {
    const items = [someItem(0, { options: 2 }), someItem(1)]
    const runs = [0, 1, 2].map(run =>
      someRun(run, [
        condition('reference', [true, true]),
        ...[1, 2, 3].map(turn => condition('rotated', [true, true], turn)),
      ]),
    )
    expect(judged({ items, runs }, 'selection-biased', 0).counts.accuracyRange).toBe(0)
  })

  test('trainings of one recipe are one model, in each sum', () => {
    const { items, runs } = turned([0, 3, 2, 1], 3)
    const twins = runs.map(run => ({ ...run, family: 'one' }))
    expect(missing({ items, runs: twins }, 'selection-biased')).toMatchObject({ have: 1, need: 3 })
    // Two models that keep to the content, and three trainings of one that goes by the place.
    const sound = turned([0, 0, 0, 0], 2).runs
    const mixed = { items, runs: [...sound, ...twins] }
    expect(judged(mixed, 'selection-biased').counts).toEqual({
      models: 3,
      flipRate: 0.25,
      accuracyRange: expect.closeTo(1 / 3, 6),
    })
  })

  test('takes three models with every turn', () => {
    expect(missing(turned([0, 3, 2, 1], 2), 'selection-biased')).toMatchObject({ have: 2, need: 3 })
    expect(missing(turned([0, 3, 2]), 'selection-biased')).toMatchObject({ have: 0, need: 3 })
  })
})

describe('guessable from the text', () => {
  const siblings = (golds: readonly string[]) => ({
    items: golds.map((goldText, at) =>
      someItem(at, { question: `How many ${['cats', 'dogs', 'birds'][at % 3]}${at} are there?`, goldText }),
    ),
    runs: [],
  })

  test('an answer that most of ten siblings have', () => {
    const evidence = siblings([...new Array<string>(9).fill('1'), '2', '3', '4'])
    expect(judged(evidence, 'answer-prior-guessable', 0)).toMatchObject({
      raised: true,
      counts: { siblings: 11, modalShare: 8 / 11 },
    })
    expect(judged(evidence, 'answer-prior-guessable', 9)).toMatchObject({ raised: false, severity: 0 })
  })

  test('not with nine siblings, nor across questions of another form', () => {
    expect(missing(siblings(new Array<string>(10).fill('1')), 'answer-prior-guessable')).toMatchObject({
      have: 9,
      need: 10,
    })
  })

  test('or what a classifier gets right three times in four, tried eight times', () => {
    const evidence = oneItem(1, () => [condition('reference', [true])])
    const guesses = (right: number, draws: number) => ({
      right: Uint16Array.of(right),
      draws: Uint16Array.of(draws),
    })
    expect(judged(evidence, 'answer-prior-guessable', 0, guesses(6, 8)).raised).toBe(true)
    expect(judged(evidence, 'answer-prior-guessable', 0, guesses(5, 8)).raised).toBe(false)
    expect(() => judged(evidence, 'answer-prior-guessable', 0, guesses(7, 7))).toThrow('template')
  })
})

describe('saturated and dead', () => {
  const plain = (hits: number, trials: number) =>
    oneItem(trials, run => [condition('reference', [run < hits])])

  test('need many checkpoints that agree', () => {
    expect(judged(plain(30, 30), 'saturated').raised).toBe(true)
    expect(judged(plain(15, 15), 'saturated').raised).toBe(false)
    expect(judged(plain(0, 12), 'dead').raised).toBe(true)
    expect(judged(plain(2, 12), 'dead').raised).toBe(false)
    expect(judged(plain(0, 12), 'saturated').severity).toBeLessThan(1e-6)
  })
})

test('nobody answered: every flag says what is missing, and none is NaN', () => {
  for (const [, judgement] of judgeItems(flagContext({ items: [someItem(0)], runs: [] }))[0] ?? [])
    expect(judgement).toMatchObject({ kind: 'not-enough-data', have: 0 })
})
