import { readFloat } from './python-number'
import { pythonPattern, strip } from './python-space'

/** Who reads a judge's two grades: VLMEvalKit, as LLaVA itself, or lmms-eval. */
export type LlavawReader = 'vlmevalkit' | 'lmms-eval'

/** Grades of one judge, on one scale: from 1 to 10 as it gives them. */
export interface LlavawPair {
  readonly reference: number
  readonly model: number
}

const number = pythonPattern(/-?\d+(?:\.\d+)?/.source, 'g')

/**
 * The two grades in the first line of a judge's reply: VLMEvalKit wants exactly two numbers with one space or comma
 * between, lmms-eval takes the first two numbers that are there. Null where there are none.
 */
export function readLlavawReply(reader: LlavawReader, reply: string): LlavawPair | null {
  const parts = reader === 'vlmevalkit' ? partsOf(reply) : numbersIn(reply)
  const [reference, model] = parts.map(readFloat)
  if (reference == null || model == null) return null
  // "nan" and "inf" are floats to Python, and grades to nobody.
  return Number.isFinite(reference) && Number.isFinite(model) ? { reference, model } : null
}

function partsOf(reply: string): string[] {
  const parts = firstLine(reply).replaceAll(',', ' ').split(' ')
  return parts.length === 2 ? parts : []
}

function numbersIn(reply: string): string[] {
  return firstLine(strip(reply)).match(number) ?? []
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}
