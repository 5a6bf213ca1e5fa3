import { readFileSync } from 'node:fs'
import { GraphBuilder } from '#workers/onnx/graph-builder'
import { writeModel } from '#workers/onnx/messages'
import { type GraphFile, isHalf, type Port, portOf } from './graph-file'
import { type Bytes, type Field, fieldsOf } from './protobuf-fields'

const model = { graph: 7 }
const graph = { node: 1, input: 11, output: 12 }

/**
 * Where values enter and leave a session in fp32, whatever the graph computes in. Node's binding takes half floats as
 * Uint16Array only where the language has no Float16Array, and with one it hands over nothing (onnxruntime issue 26791).
 */
export interface FloatPorts {
  /** The graph with casts at its half-precision inputs and outputs; null: the file is as it should be. */
  readonly bytes: Uint8Array | null
  /** What an input or output of the file is called. */
  readonly nameOf: (port: string) => string
}

export function openFloatPorts(file: GraphFile): FloatPorts {
  const halves = [...file.inputs, ...file.outputs].filter(({ type }) => isHalf(type)).map(({ name }) => name)
  if (halves.length === 0) return { bytes: null, nameOf: port => port }
  return {
    bytes: castPorts(file.name, readFileSync(file.path)),
    nameOf: port => (halves.includes(port) ? floatName(port) : port),
  }
}

function floatName(port: string): string {
  return `${port}.fp32`
}

/**
 * The inner name of a port stays, so no node changes: in front of the nodes a cast makes it of an input in fp32, behind
 * them another reads it.
 */
function castPorts(name: string, file: Uint8Array): Uint8Array {
  const bytes = inMemory(name, file)
  const whole = [...fieldsOf(bytes)].find(field => field.number === model.graph)
  if (!whole) throw new Error(`${name} has no graph`)
  const kept: Uint8Array[] = []
  // A body's nodes have its name in theirs, which no other node of the file may have.
  const casts = new GraphBuilder('parallax')
  const [before, after] = [casts.body('before'), casts.body('after')]
  for (const field of fieldsOf(bytes, whole.start, whole.end)) {
    const port = field.number === graph.input || field.number === graph.output ? portOf(bytes, field) : null
    if (port === null || !isHalf(port.type)) kept.push(file.subarray(field.from, field.end))
    else if (field.number === graph.input) castInput(before, port)
    else castOutput(after, port)
  }
  const body = [...graphFields(before), ...kept, ...graphFields(after)]
  const length = body.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([
    file.subarray(0, whole.from),
    Uint8Array.of((model.graph << 3) | 2),
    varint(length),
    ...body,
    file.subarray(whole.end),
  ])
}

function castInput(graph: GraphBuilder, { name, type, dims }: Port): void {
  const input = graph.input(floatName(name), 'F32', dims ?? [])
  graph.add('Cast', [input], [name], { to: type })
}

function castOutput(graph: GraphBuilder, { name, dims }: Port): void {
  graph.add('Cast', [name], [floatName(name)], { to: 1 })
  graph.output(floatName(name), 'F32', dims ?? [])
}

/** Nodes, inputs and outputs of a graph that was built, as they are written. */
function graphFields(builder: GraphBuilder): Uint8Array[] {
  const written = writeModel(builder.build())
  const bytes = inMemory('casts', written)
  const whole = [...fieldsOf(bytes)].find(field => field.number === model.graph)
  const fields: Field[] = whole ? [...fieldsOf(bytes, whole.start, whole.end)] : []
  const wanted: number[] = Object.values(graph)
  return fields
    .filter(({ number }) => wanted.includes(number))
    .map(({ from, end }) => written.subarray(from, end))
}

function inMemory(name: string, bytes: Uint8Array): Bytes {
  return { name, length: bytes.length, slice: (start, end) => bytes.subarray(start, end) }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return Uint8Array.from([...bytes, rest])
}
