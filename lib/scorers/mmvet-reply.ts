import { readFloat } from './python-number'

/** Who reads a judge's grade: the authors the first word of the reply, VLMEvalKit the reply as a whole. */
export type MmvetReader = 'official' | 'vlmevalkit'

/**
 * Grade in [0, 1] of a judge's reply, null where it has none. "nan" is none: the references take it, since comparing it
 * with the bounds is false.
 */
export function readMmvetReply(reader: MmvetReader, reply: string): number | null {
  // Split at single spaces: a reply that begins with one has an empty first word.
  const grade = readFloat(reader === 'official' ? (reply.split(' ')[0] ?? '') : reply)
  return grade !== null && grade >= 0 && grade <= 1 ? grade : null
}
