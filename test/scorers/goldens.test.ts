import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readLlavawReply } from '#lib/scorers/llavaw-reply'
import { extractQuickly, scoreExtraction } from '#lib/scorers/mathvista-answer'
import { readMmvetReply } from '#lib/scorers/mmvet-reply'
import type { ScoredItem } from '#lib/scorers/scorer'
import { readGolden } from './goldens'
import { itemOf, parsedOf, plainScorer, worth } from './scored-item'

/*
 * Ours against the toolkits' own functions. The exceptions, all of them:
 * - Q-Bench: where the toolkit draws a random option (null in the golden) ours is unparsed.
 * - AI2D, ScienceQA by lmms-eval and MMStar by its authors compare with the gold and never say what they read: only
 *   right or wrong is compared.
 * - Judges' replies: the references take "nan" and "inf" for grades, ours do not.
 * - A gold list without members has no best match: VLMEvalKit stops with an error; such golds are not in the file.
 */

const fewest = 500

describe('option letters', () => {
  const golden = readGolden(
    'options',
    z.object({
      items: z.array(z.object({ texts: z.array(z.string()), answer: z.string() })),
      cases: z.array(z.tuple([z.number(), z.string()])),
      columns: z.record(z.string(), z.array(z.union([z.string(), z.number(), z.null()]))),
    }),
  )
  const items = golden.items.map(({ texts, answer }) => itemOf(texts, answer))

  test.each(Object.entries(golden.columns))('%s', (id, wanted) => {
    expect(golden.cases.length).toBeGreaterThanOrEqual(fewest)
    const ours = golden.cases.map(([item, said], at) => {
      const outcome = plainScorer(id).score(items[item] ?? itemOf([], ''), said)
      return typeof wanted[at] === 'number' ? worth(outcome) : parsedOf(outcome)
    })
    expect(against(golden.cases, ours)).toEqual(against(golden.cases, wanted))
    expect(new Set(wanted).size).toBeGreaterThan(1)
  })
})

test.each(['yesno.lmms-eval', 'yesno.vlmevalkit', 'yesno.mme-official'])('%s', id => {
  const { cases, columns } = readGolden('yes-no', columnsOf(z.string()))
  expect(cases.length).toBeGreaterThanOrEqual(fewest)
  const wanted = (columns[id] ?? []).map(said => (said === 'yes' || said === 'no' ? said : null))
  const outcomes = cases.map(([answer, said]) => plainScorer(id).score(itemOf([], answer), said))
  expect(against(cases, outcomes.map(parsedOf))).toEqual(against(cases, wanted))
  expect(outcomes.map(worth)).toEqual(
    cases.map(([answer], at) => (wanted[at] === answer.toLowerCase() ? 1 : 0)),
  )
})

test.each(['chartqa.relaxed.vlmevalkit', 'chartqa.relaxed.lmms-eval'])('%s', id => {
  const { cases, columns } = readGolden('charts', columnsOf(z.number()))
  expect(cases.length).toBeGreaterThanOrEqual(fewest)
  const ours = cases.map(([answer, said]) => worth(plainScorer(id).score(itemOf([], answer), said)))
  expect(against(cases, ours)).toEqual(against(cases, columns[id] ?? []))
})

test.each(['gsm8k.strict-cot', 'gsm8k.flexible', 'gsm8k.hash-lm-eval', 'gsm8k.hash-official'])('%s', id => {
  const { cases, columns } = readGolden(
    'solutions',
    columnsOf(z.union([z.number(), z.tuple([z.string().nullable(), z.number()])])),
  )
  expect(cases.length).toBeGreaterThanOrEqual(fewest)
  const ours = cases.map(([answer, said], at) => {
    const outcome = plainScorer(id).score(itemOf([], answer), said)
    const value = worth(outcome)
    return Array.isArray(columns[id]?.[at]) ? [parsedOf(outcome), value] : value
  })
  expect(against(cases, ours)).toEqual(against(cases, columns[id] ?? []))
})

describe('MathVista', () => {
  const golden = readGolden(
    'maths',
    z.object({
      items: z.array(
        z.object({
          question_type: z.string(),
          answer_type: z.string(),
          precision: z.number().nullable(),
          choices: z.array(z.string()).nullable(),
          answer: z.string(),
        }),
      ),
      cases: z.array(z.tuple([z.number(), z.string()])),
      columns: z.object({
        extraction: z.array(z.string().nullable()),
        'mathvista.official': z.array(z.tuple([z.string().nullable(), z.number()])),
        'mathvista.vlmevalkit': z.array(z.number()),
      }),
    }),
  )
  const items = golden.items.map(
    ({ choices, answer, precision, ...types }): ScoredItem =>
      itemOf(choices ?? [], answer, { details: { ...types, precision: precision?.toFixed(1) ?? '' } }),
  )
  const cases = golden.cases.map(([item, said]) => ({ item: items[item] ?? itemOf([], ''), said }))

  test('extraction without a judge', () => {
    expect(cases.length).toBeGreaterThanOrEqual(fewest)
    const ours = cases.map(({ item, said }) => extractQuickly(item, said))
    expect(against(golden.cases, ours)).toEqual(against(golden.cases, golden.columns.extraction))
  })

  test('mathvista.official of an extraction', () => {
    const ours = cases.map(({ item, said }) => {
      const read = scoreExtraction(item, said)
      return [read?.parsed ?? null, read?.value ?? 0]
    })
    expect(against(golden.cases, ours)).toEqual(against(golden.cases, golden.columns['mathvista.official']))
  })

  test('mathvista.vlmevalkit', () => {
    const ours = cases.map(({ item, said }) => worth(plainScorer('mathvista.vlmevalkit').score(item, said)))
    expect(against(golden.cases, ours)).toEqual(against(golden.cases, golden.columns['mathvista.vlmevalkit']))
  })
})

test('classify.vlmclassifier', () => {
  const { cases, columns } = readGolden('classes', columnsOf(z.number()))
  expect(cases.length).toBeGreaterThanOrEqual(fewest)
  const ours = cases.map(([answer, said]) =>
    worth(plainScorer('classify.vlmclassifier').score(itemOf([], answer), said)),
  )
  expect(against(cases, ours)).toEqual(against(cases, columns['classify.vlmclassifier'] ?? []))
})

describe("judges' replies", () => {
  const grade = z.union([z.number(), z.string(), z.null()])
  const { cases, columns } = readGolden(
    'judges',
    z.object({
      cases: z.array(z.string()),
      columns: z.record(z.string(), z.array(z.union([grade, z.tuple([grade, grade])]))),
    }),
  )
  const finite = (value: unknown) => ([value].flat().some(one => typeof one === 'string') ? null : value)

  test.each(['official', 'vlmevalkit'] as const)('mmvet.%s', reader => {
    expect(cases.length).toBeGreaterThanOrEqual(fewest)
    const ours = cases.map(reply => readMmvetReply(reader, reply))
    const wanted = (columns[`mmvet.${reader}`] ?? []).map(finite)
    expect(against(cases, ours)).toEqual(against(cases, wanted))
  })

  test.each(['vlmevalkit', 'lmms-eval'] as const)('llavaw.%s', reader => {
    const ours = cases.map(reply => {
      const pair = readLlavawReply(reader, reply)
      return pair && [pair.reference, pair.model]
    })
    const wanted = (columns[`llavaw.${reader}`] ?? []).map(finite)
    expect(against(cases, ours)).toEqual(against(cases, wanted))
  })
})

function columnsOf<T extends z.ZodType>(result: T) {
  return z.object({
    cases: z.array(z.tuple([z.string(), z.string()])),
    columns: z.record(z.string(), z.array(result)),
  })
}

/** Each result beside what it is the result of, so that a difference shows the answer. */
function against<C, R>(cases: readonly C[], results: readonly R[]): readonly (readonly [C | undefined, R])[] {
  return results.map((result, at) => [cases[at], result])
}
