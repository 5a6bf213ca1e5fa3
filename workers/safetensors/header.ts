import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'

export const storedTypes = { F32: 4, F16: 2, BF16: 2 } as const
export type StoredType = keyof typeof storedTypes

/** One tensor inside a file, as the header describes it. */
export interface TensorSpan {
  readonly name: string
  readonly type: StoredType
  readonly shape: readonly number[]
  /** Bytes from the start of the file. */
  readonly offset: number
  readonly length: number
}

/** The format's own bound on the header, in bytes. */
export const longestHeader = 100_000_000

const entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()).max(8),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
})

/**
 * Tensors of a safetensors header, checked against the file: types we read, shapes that fit their spans, spans
 * inside the file, none overlapping. @param json the header's text; @param dataStart bytes before the data.
 * @throws Refusal `bad-safetensors` naming the file, the tensor and the bound.
 */
export function parseHeader(file: string, json: string, dataStart: number, fileBytes: number): TensorSpan[] {
  const refuse = (message: string): never => {
    throw new Refusal('bad-safetensors', `${file}: ${message}`)
  }
  const spans: TensorSpan[] = []
  for (const [name, value] of Object.entries(parseObject(json, refuse))) {
    if (name === '__metadata__') continue
    const parsed = entry.safeParse(value)
    if (!parsed.success) return refuse(`tensor ${name} has no dtype, shape and data_offsets`)
    const {
      dtype,
      shape,
      data_offsets: [begin, end],
    } = parsed.data
    if (!isStoredType(dtype))
      return refuse(`tensor ${name} is stored as ${dtype}; read are ${Object.keys(storedTypes).join(', ')}`)
    const length = shape.reduce((product, side) => product * side, storedTypes[dtype])
    if (end - begin !== length)
      refuse(`tensor ${name} spans ${end - begin} bytes but ${dtype} [${shape.join(', ')}] takes ${length}`)
    if (dataStart + end > fileBytes)
      refuse(`tensor ${name} ends at byte ${dataStart + end} of a file of ${fileBytes} bytes`)
    spans.push({ name, type: dtype, shape, offset: dataStart + begin, length })
  }
  const sorted = [...spans].sort((a, b) => a.offset - b.offset)
  sorted.forEach((span, at) => {
    const before = sorted[at - 1]
    if (before && before.offset + before.length > span.offset && span.length > 0)
      refuse(`tensors ${before.name} and ${span.name} overlap`)
  })
  return spans
}

function parseObject(json: string, refuse: (message: string) => never): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(json))
  } catch {
    return refuse('the header is not a JSON object')
  }
}

function isStoredType(type: string): type is StoredType {
  return Object.hasOwn(storedTypes, type)
}
