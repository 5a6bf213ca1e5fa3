import type { VariantItem, VariantTurn } from './variant'

/** A row of a benchmark file, by column; what is absent has no column. */
export type VariantRow = Readonly<Record<string, string>>

/** What a licence lets a file hold: everything, no pictures, or none of the benchmark's own work. */
export type Withheld = 'nothing' | 'pictures' | 'items'

/**
 * A variant as a row in VLMEvalKit's columns: `index`, `question`, `hint`, `A` …, `answer`, `category`, the details that
 * scorers read, and its provenance. The turns of a conversation are JSON lists. Where the items are withheld, ids and
 * provenance alone.
 */
export function variantRow(variant: VariantItem, withheld: Withheld): VariantRow {
  const provenance = {
    index: variant.id,
    parents: JSON.stringify(variant.parents),
    transformation: variant.transformation,
    parameters: JSON.stringify(variant.parameters),
    ...(variant.key ? { key: JSON.stringify(variant.key) } : {}),
    cluster: variant.cluster,
    group: variant.group,
    guess_floor: String(variant.guessFloor),
    checks: JSON.stringify(variant.checks),
  }
  if (withheld === 'items') return provenance
  return { ...askedColumns(variant), ...provenance }
}

/** The columns of a file of variants, in order; the picture last, for it is long. */
export function variantColumns(variants: readonly VariantItem[], withheld: Withheld): string[] {
  const found = new Set(variants.flatMap(variant => Object.keys(variantRow(variant, withheld))))
  const options = [...found].filter(column => /^[A-Z]$/.test(column)).toSorted()
  const first = ['index', 'question', 'hint', ...options, 'answer', 'category']
  return [
    ...first.filter(column => found.has(column)),
    ...[...found].filter(column => !first.includes(column)),
    ...(withheld === 'nothing' ? ['image'] : []),
  ]
}

function askedColumns({ turns, details, category }: VariantItem): VariantRow {
  const [first, ...more] = turns
  const { hint, ...others } = details
  const columns = {
    ...others,
    category,
    // A hint stands before its question; the file has it in a column of its own.
    ...(hint === undefined ? {} : { hint }),
    question: hint === undefined ? first.question : first.question.slice(hint.length + 1),
    ...optionColumns(first),
    answer: first.answer,
  }
  if (more.length === 0) return columns
  const all = (of: (turn: VariantTurn) => string) => JSON.stringify(turns.map(of))
  return { ...columns, question: all(turn => turn.question), answer: all(turn => turn.answer) }
}

function optionColumns({ options, answer }: VariantTurn): VariantRow {
  const columns = Object.fromEntries(options.map(({ label, text }) => [label, text]))
  const inWords = options.length > 0 && !options.some(({ label }) => label === answer)
  return inWords ? { ...columns, choices: JSON.stringify(options.map(({ text }) => text)) } : columns
}
