import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { Refusal } from '#lib/domain/refusal'

/** Bytes that are read where they are asked for. */
export interface Bytes {
  /** What a refusal calls them. */
  readonly name: string
  readonly length: number
  /** Bytes [start, end), which lie within. */
  slice(start: number, end: number): Uint8Array
}

/** A field of a protobuf message: where its content lies (nowhere: a varint has none), and its value where it is one. */
export interface Field {
  readonly number: number
  /** Where its tag is. */
  readonly from: number
  readonly start: number
  readonly end: number
  /** Of a varint, imprecise from 2^53 on; else 0. */
  readonly value: number
}

const windowBytes = 1 << 16
/** A name or a path; those of published graphs have some hundred bytes. */
const longestText = 4096
const fixedLength = new Map([
  [1, 8],
  [5, 4],
])

/** Looks into a file without reading what is skipped: weights may take two gigabytes. */
export function withFileBytes<T>(path: string, name: string, look: (bytes: Bytes) => T): T {
  const file = openSync(path, 'r')
  try {
    const length = fstatSync(file).size
    let kept = new Uint8Array()
    let keptFrom = 0
    const slice = (start: number, end: number) => {
      if (start < keptFrom || end > keptFrom + kept.length) {
        const buffer = new Uint8Array(Math.min(Math.max(windowBytes, end - start), length - start))
        kept = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, start))
        keptFrom = start
      }
      return kept.subarray(start - keptFrom, end - keptFrom)
    }
    return look({ name, length, slice })
  } finally {
    closeSync(file)
  }
}

/** The fields of the message in bytes [start, end). @throws Refusal `bad-config` where it is none. */
export function* fieldsOf(bytes: Bytes, start = 0, end = bytes.length): Generator<Field> {
  let at = start
  while (at < end) {
    const from = at
    const tag = readVarint(bytes, at, end)
    const wire = tag.value % 8
    at = tag.end
    let value = 0
    let content = at
    if (wire === 0) {
      ;({ value, end: at } = readVarint(bytes, at, end))
      content = at
    } else if (wire === 2) {
      const length = readVarint(bytes, at, end)
      content = length.end
      at = content + length.value
    } else {
      const length = fixedLength.get(wire)
      if (length === undefined) throw notProtobuf(bytes, from)
      at += length
    }
    if (at > end) throw notProtobuf(bytes, from)
    yield { number: Math.floor(tag.value / 8), from, start: content, end: at, value }
  }
}

/** @throws Refusal `bad-config` where it is longer than any name. */
export function textOf(bytes: Bytes, { start, end }: Field): string {
  if (end - start > longestText)
    throw new Refusal('bad-config', `${bytes.name} has a name of ${end - start} bytes at byte ${start}`)
  return new TextDecoder().decode(bytes.slice(start, end))
}

function readVarint(
  bytes: Bytes,
  start: number,
  end: number,
): { readonly value: number; readonly end: number } {
  const read = bytes.slice(start, Math.min(start + 10, end))
  let value = 0
  for (const [at, byte] of read.entries()) {
    value += (byte & 127) * 128 ** at
    if (byte < 128) return { value, end: start + at + 1 }
  }
  throw notProtobuf(bytes, start)
}

function notProtobuf({ name }: Bytes, at: number): Refusal {
  return new Refusal('bad-config', `${name} is not an ONNX graph: byte ${at} begins no field`)
}
