import { Tensor } from 'onnxruntime-node'
import type { DecoderShape } from '#workers/compiler/language-models/language-model'
import { floats } from './session'

/** Keys and values of one layer, each [batch, keyValueHeads, length, headWidth]. */
export interface LayerCache {
  readonly key: Tensor
  readonly value: Tensor
}

/** Keys and values of the first `length` tokens of `batch` sequences; never written to once made. */
export interface KeyValueCache {
  readonly batch: number
  readonly length: number
  readonly layers: readonly LayerCache[]
}

export function emptyCache({ layers, keyValueHeads, headWidth }: DecoderShape, batch = 1): KeyValueCache {
  const none = () => new Tensor('float32', new Float32Array(0), [batch, keyValueHeads, 0, headWidth])
  return { batch, length: 0, layers: Array.from({ length: layers }, () => ({ key: none(), value: none() })) }
}

/** Bytes of the keys and values of a sequence. */
export function cacheBytes({ layers, keyValueHeads, headWidth }: DecoderShape, length: number): number {
  return 2 * 4 * layers * keyValueHeads * headWidth * length
}

/** Sequences of one length side by side, in order. */
export function stackCaches(caches: readonly KeyValueCache[]): KeyValueCache {
  const [first] = caches
  if (!first || caches.some(({ length }) => length !== first.length))
    throw new Error(`caches of ${caches.map(({ length }) => length).join(', ')} tokens are not of one length`)
  if (caches.length === 1) return first
  const batch = caches.reduce((sum, cache) => sum + cache.batch, 0)
  const layers = first.layers.map((_, layer) => ({
    key: stack(caches.flatMap(cache => cache.layers[layer]?.key ?? [])),
    value: stack(caches.flatMap(cache => cache.layers[layer]?.value ?? [])),
  }))
  return { batch, length: first.length, layers }
}

/** The sequences that are named, in that order. @param rows indices into the batch, repeats allowed. */
export function pickSequences(cache: KeyValueCache, rows: readonly number[]): KeyValueCache {
  if (rows.length === cache.batch && rows.every((row, at) => row === at)) return cache
  const layers = cache.layers.map(({ key, value }) => ({ key: pick(key, rows), value: pick(value, rows) }))
  return { batch: rows.length, length: cache.length, layers }
}

/** The first `length` tokens of the only sequence, `batch` times. */
export function repeatStart({ key, value }: LayerCache, length: number, batch: number): LayerCache {
  return { key: startOf(key, length, batch), value: startOf(value, length, batch) }
}

function startOf(tensor: Tensor, length: number, batch: number): Tensor {
  const [, heads = 0, tokens = 0, width = 0] = tensor.dims
  if (batch === 1 && length === tokens) return tensor
  const data = floats(tensor)
  const out = new Float32Array(batch * heads * length * width)
  for (let head = 0; head < heads; head++) {
    const part = data.subarray(head * tokens * width, (head * tokens + length) * width)
    for (let sequence = 0; sequence < batch; sequence++)
      out.set(part, (sequence * heads + head) * length * width)
  }
  return new Tensor('float32', out, [batch, heads, length, width])
}

function pick(tensor: Tensor, rows: readonly number[]): Tensor {
  const data = floats(tensor)
  const size = data.length / (tensor.dims[0] ?? 1)
  const out = new Float32Array(size * rows.length)
  rows.forEach((row, at) => {
    out.set(data.subarray(row * size, (row + 1) * size), at * size)
  })
  return new Tensor('float32', out, [rows.length, ...tensor.dims.slice(1)])
}

function stack(tensors: readonly Tensor[]): Tensor {
  const parts = tensors.map(floats)
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  const batch = tensors.reduce((sum, { dims }) => sum + (dims[0] ?? 0), 0)
  return new Tensor('float32', out, [batch, ...(tensors[0]?.dims.slice(1) ?? [])])
}
