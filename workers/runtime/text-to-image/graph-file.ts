import { Refusal } from '#lib/domain/refusal'
import { checkpointFile } from '#workers/safetensors/checkpoint-file'
import { type Bytes, type Field, fieldsOf, textOf, withFileBytes } from './protobuf-fields'

/** What enters or leaves a graph. */
export interface Port {
  readonly name: string
  /** Number of onnx.proto3's `TensorProto.DataType`. */
  readonly type: number
  /** Symbolic where it is text. Null: the file does not say how many there are. */
  readonly dims: readonly (number | string)[] | null
}

/** What an ONNX file says of itself; its weights are not read. */
export interface GraphFile {
  /** `unet/model.onnx`, below the pipeline's folder. */
  readonly name: string
  readonly path: string
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  /** Files of the same folder that hold weights. */
  readonly dataFiles: readonly string[]
  /** Whether a matrix of weights is stored in 16 bits. */
  readonly half: boolean
}

/** Numbers of onnx.proto3's `TensorProto.DataType`. */
export const elementTypes = {
  float32: 1,
  int32: 6,
  int64: 7,
  float16: 10,
  float64: 11,
  bfloat16: 16,
} as const

/** More than the largest published graph has; each takes memory here. */
const mostParts = 100_000
const mostPacked = 64

const model = { graph: 7 }
const graph = { initializer: 5, input: 11, output: 12 }
const tensor = { dims: 1, type: 2, name: 8, external: 13 }

/** @throws Refusal `checkpoint-not-found`, `unsafe-file`, `bad-config`. */
export function readGraphFile(directory: string, component: string): GraphFile {
  const name = `${component}/model.onnx`
  const path = checkpointFile(directory, name)
  if (path === null) throw new Refusal('checkpoint-not-found', `the pipeline has no ${name}`)
  const outline = withFileBytes(path, name, outlineOf)
  for (const file of outline.dataFiles)
    if (checkpointFile(directory, `${component}/${file}`) === null)
      throw new Refusal('checkpoint-not-found', `${name} keeps weights in ${file}, which is not there`)
  return { name, path, ...outline }
}

function outlineOf(bytes: Bytes): Omit<GraphFile, 'name' | 'path'> {
  const graphs = [...fieldsOf(bytes)].filter(field => field.number === model.graph)
  const [only] = graphs
  if (!only || graphs.length > 1)
    throw new Refusal('bad-config', `${bytes.name} has ${graphs.length} graphs where an ONNX file has one`)
  const inputs: Port[] = []
  const outputs: Port[] = []
  const weights = new Set<string>()
  const dataFiles = new Set<string>()
  let half = false
  for (const field of fieldsOf(bytes, only.start, only.end)) {
    if (inputs.length + outputs.length + weights.size > mostParts)
      throw new Refusal('bad-config', `${bytes.name} has more than ${mostParts} inputs, outputs and weights`)
    if (field.number === graph.input) inputs.push(portOf(bytes, field))
    if (field.number === graph.output) outputs.push(portOf(bytes, field))
    if (field.number !== graph.initializer) continue
    const weight = weightOf(bytes, field)
    weights.add(weight.name)
    if (weight.file !== null) dataFiles.add(checkPlainName(bytes, weight.file))
    half ||= weight.rank >= 2 && isHalf(weight.type)
  }
  return {
    // Old files list their weights among the inputs.
    inputs: inputs.filter(({ name }) => !weights.has(name)),
    outputs,
    dataFiles: [...dataFiles].sort(),
    half,
  }
}

export function isHalf(type: number): boolean {
  return type === elementTypes.float16 || type === elementTypes.bfloat16
}

/** A `ValueInfoProto`. */
export function portOf(bytes: Bytes, field: Field): Port {
  const parts = [...fieldsOf(bytes, field.start, field.end)]
  const named = parts.find(part => part.number === 1)
  const tensorType = inside(
    bytes,
    parts.find(part => part.number === 2),
  ).find(part => part.number === 1)
  const type = inside(bytes, tensorType)
  const shape = type.find(part => part.number === 2)
  return {
    name: named ? textOf(bytes, named) : '',
    type: type.find(part => part.number === 1)?.value ?? 0,
    dims: shape ? inside(bytes, shape).map(side => dimensionOf(bytes, side)) : null,
  }
}

function dimensionOf(bytes: Bytes, side: Field): number | string {
  for (const part of fieldsOf(bytes, side.start, side.end)) {
    if (part.number === 1) return part.value
    if (part.number === 2) return textOf(bytes, part)
  }
  return ''
}

/** Of a `TensorProto`, whose data are skipped. */
function weightOf(bytes: Bytes, field: Field) {
  let [name, type, rank]: [string, number, number] = ['', 0, 0]
  let file: string | null = null
  for (const part of fieldsOf(bytes, field.start, field.end)) {
    if (part.number === tensor.name) name = textOf(bytes, part)
    if (part.number === tensor.type) type = part.value
    if (part.number === tensor.dims) rank += sidesIn(bytes, part)
    if (part.number === tensor.external) {
      const [key, value] = [1, 2].map(number => inside(bytes, part).find(one => one.number === number))
      if (key && value && textOf(bytes, key) === 'location') file = textOf(bytes, value)
    }
  }
  return { name, type, rank, file }
}

/** One field for each side, or all of them packed in one: every varint ends in a byte below 128. */
function sidesIn(bytes: Bytes, { start, end }: Field): number {
  if (start === end) return 1
  return bytes.slice(start, Math.min(end, start + mostPacked)).filter(byte => byte < 128).length
}

function inside(bytes: Bytes, field: Field | undefined): Field[] {
  return field ? [...fieldsOf(bytes, field.start, field.end)] : []
}

/** @throws Refusal `unsafe-file` for a name that may lead out of the folder. */
function checkPlainName(bytes: Bytes, file: string): string {
  if (/^\w[\w.-]{0,254}$/.test(file)) return file
  const shown = JSON.stringify(file.slice(0, 255))
  throw new Refusal('unsafe-file', `${bytes.name} keeps weights in ${shown}, which is no file of its folder`)
}
