import { z } from 'zod'

const step = z.looseObject({ type: z.string() })
const replace = z.looseObject({
  content: z.string(),
  pattern: z.looseObject({ String: z.string().default('') }),
})
const sequence = z.looseObject({
  normalizers: z.array(z.unknown()).default([]),
  pretokenizers: z.array(z.unknown()).default([]),
  decoders: z.array(z.unknown()).default([]),
})

/** Characters that the replacements of a tokenizer may make of a text; a prompt has some thousands. */
const longest = 2 ** 24

/**
 * How many times longer the replacements of a step, and of those inside it, may make a text at most. Forty that double it
 * would fill the memory inside one call of the runtime, where no clock stops them.
 */
export function growthOf(value: unknown): number {
  const parsed = step.safeParse(value)
  if (!parsed.success) return 1
  if (parsed.data.type === 'Replace') return growthOfReplace(value)
  const { normalizers, pretokenizers, decoders } = sequence.parse(value)
  return [...normalizers, ...pretokenizers, ...decoders].reduce<number>(
    (growth, inner) => growth * growthOf(inner),
    1,
  )
}

/** An expression, and an empty text, may match nothing: before every character and at the end. */
function growthOfReplace(value: unknown): number {
  const { content, pattern } = replace.parse(value)
  const taken = pattern.String.length
  return taken === 0 ? content.length + 1 : Math.max(1, content.length / taken)
}

/** @throws Error where a text of that length may become too long. */
export function checkGrowth(length: number, growth: number, what: string): void {
  if (length * growth > longest)
    throw new Error(`its ${what} may make ${length * growth} characters of ${length}, at most ${longest}`)
}
