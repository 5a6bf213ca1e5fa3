import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { parsePlainJson } from './plain-json'

/** Bits of one element of every type of the format. */
export const dtypes = {
  BOOL: 8,
  U8: 8,
  I8: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  F8_E4M3: 8,
  F8_E5M2: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  I64: 64,
  U64: 64,
  F64: 64,
  C64: 64,
} as const
export type Dtype = keyof typeof dtypes

/** Bytes of one element of the types that weights are read from. */
export const storedTypes = { F32: 4, F16: 2, BF16: 2 } as const
export type StoredType = keyof typeof storedTypes

/** One tensor inside a file, as the header describes it. */
export interface TensorSpan {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: readonly number[]
  /** Bytes from the start of the file. */
  readonly offset: number
  readonly length: number
}

/**
 * Longest header that is read, in bytes. The format allows 100 MB, which parsed takes gigabytes; 16 MB describe
 * 100,000 tensors, and the largest checkpoints have a few thousand.
 */
export const longestHeader = 16 * 1024 * 1024

const entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()).max(8),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
})
const metadata = z.record(z.string(), z.string()).nullish()
const tensorName = /^[^\p{Cc}\p{Cs}]{1,512}$/u

/**
 * Tensors of a safetensors header, by offset. As the format's own reader demands, they cover the file from the
 * header to its end without a hole or an overlap, so that no byte hides in it.
 * @param json the header's text; @param dataStart bytes before the data.
 * @throws Refusal `bad-safetensors` naming the file, the tensor and the bound.
 */
export function parseHeader(file: string, json: string, dataStart: number, fileBytes: number): TensorSpan[] {
  const header = parsePlainJson(`${file}: the header`, json)
  if (!isObject(header)) throw new Refusal('bad-safetensors', `${file}: the header is not a JSON object`)
  const { __metadata__, ...entries } = header
  if (!metadata.safeParse(__metadata__).success)
    throw new Refusal('bad-safetensors', `${file}: __metadata__ holds something else than texts`)
  const spans = Object.entries(entries).map(([name, value]) => readSpan(file, name, value, dataStart))
  spans.sort((a, b) => a.offset - b.offset || a.length - b.length)
  checkCovered(file, spans, dataStart, fileBytes)
  return spans
}

function readSpan(file: string, name: string, value: unknown, dataStart: number): TensorSpan {
  const refuse = (message: string): never => {
    throw new Refusal('bad-safetensors', `${file}: ${message}`)
  }
  if (!tensorName.test(name))
    refuse(`${JSON.stringify(name.slice(0, 100))} names a tensor; a name has 1 to 512 printable characters`)
  const parsed = entry.safeParse(value)
  if (!parsed.success)
    return refuse(`tensor ${name} has no dtype, shape of at most 8 whole sides and two data_offsets`)
  const { dtype, shape } = parsed.data
  const [begin, end] = parsed.data.data_offsets
  if (!isDtype(dtype))
    return refuse(`tensor ${name} is stored as ${dtype.slice(0, 100)}, no type of the format`)
  const length = bytesOf(dtype, shape)
  if (end - begin !== length)
    refuse(`tensor ${name} spans ${end - begin} bytes but ${dtype} [${shape.join(', ')}] takes ${length}`)
  return { name, dtype, shape, offset: dataStart + begin, length }
}

/** Bytes of a tensor; no number that a span could have where the product of its sides leaves the whole numbers. */
function bytesOf(dtype: Dtype, shape: readonly number[]): number {
  const bits = shape.reduce((product, side) => {
    const next = product * side
    return Number.isSafeInteger(next) ? next : Number.POSITIVE_INFINITY
  }, dtypes[dtype])
  return bits / 8
}

/** @param spans by offset. */
function checkCovered(
  file: string,
  spans: readonly TensorSpan[],
  dataStart: number,
  fileBytes: number,
): void {
  const refuse = (message: string): never => {
    throw new Refusal('bad-safetensors', `${file}: ${message}`)
  }
  let end = dataStart
  let last = 'the header'
  for (const { name, offset, length } of spans) {
    if (offset < end) refuse(`tensors ${last} and ${name} overlap`)
    if (offset > end) refuse(`${offset - end} bytes between ${last} and ${name} belong to no tensor`)
    if (offset + length > fileBytes)
      refuse(`tensor ${name} ends at byte ${offset + length} of a file of ${fileBytes} bytes`)
    end = offset + length
    last = name
  }
  if (end < fileBytes) refuse(`${fileBytes - end} bytes after ${last} belong to no tensor`)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isDtype(type: string): type is Dtype {
  return Object.hasOwn(dtypes, type)
}
