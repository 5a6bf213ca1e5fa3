import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

/**
 * The dozen messages of onnx.proto3 that a graph needs, written field by field. Numbers in `tag` calls are the
 * field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
 */
export const dataTypes = { F32: 1, I32: 6, I64: 7, BOOL: 9, F16: 10, BF16: 16 } as const
export type DataType = keyof typeof dataTypes

export type Attribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly graph: Graph }

export interface Node {
  readonly type: string
  readonly domain: string
  readonly name: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** A graph input or output; a string dimension is symbolic. */
export interface ValueInfo {
  readonly name: string
  readonly type: DataType
  readonly dims: readonly (number | string)[]
}

export type Initializer = {
  readonly name: string
  readonly type: DataType
  readonly dims: readonly number[]
} & (
  | { readonly bytes: Uint8Array }
  | { readonly external: { readonly file: string; readonly offset: number; readonly length: number } }
)

export interface Graph {
  readonly name: string
  readonly nodes: readonly Node[]
  readonly initializers: readonly Initializer[]
  readonly inputs: readonly ValueInfo[]
  readonly outputs: readonly ValueInfo[]
}

/** Serialised ModelProto (IR 10, opset 23 and com.microsoft 1). */
export function writeModel(graph: Graph): Uint8Array {
  const writer = new BinaryWriter()
  writer.tag(1, WireType.Varint).int64(10)
  writer.tag(2, WireType.LengthDelimited).string('parallax')
  message(writer, 7, body => writeGraph(body, graph))
  for (const [domain, version] of [
    ['', 23],
    ['com.microsoft', 1],
  ] as const)
    message(writer, 8, body => {
      body.tag(1, WireType.LengthDelimited).string(domain)
      body.tag(2, WireType.Varint).int64(version)
    })
  return writer.finish()
}

function message(writer: BinaryWriter, field: number, write: (body: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork()
  write(writer)
  writer.join()
}

function writeGraph(writer: BinaryWriter, graph: Graph): void {
  for (const node of graph.nodes) message(writer, 1, body => writeNode(body, node))
  writer.tag(2, WireType.LengthDelimited).string(graph.name)
  for (const initializer of graph.initializers) message(writer, 5, body => writeTensor(body, initializer))
  for (const value of graph.inputs) message(writer, 11, body => writeValueInfo(body, value))
  for (const value of graph.outputs) message(writer, 12, body => writeValueInfo(body, value))
}

function writeNode(writer: BinaryWriter, node: Node): void {
  for (const input of node.inputs) writer.tag(1, WireType.LengthDelimited).string(input)
  for (const output of node.outputs) writer.tag(2, WireType.LengthDelimited).string(output)
  writer.tag(3, WireType.LengthDelimited).string(node.name)
  writer.tag(4, WireType.LengthDelimited).string(node.type)
  for (const [name, value] of Object.entries(node.attributes))
    message(writer, 5, body => writeAttribute(body, name, value))
  if (node.domain !== '') writer.tag(7, WireType.LengthDelimited).string(node.domain)
}

/**
 * Whole numbers are INT, text STRING, lists INTS; a FLOAT says so, since JavaScript cannot tell 1 from 1.0. A GRAPH is
 * the body of an `If` or a `Loop`.
 */
function writeAttribute(writer: BinaryWriter, name: string, value: Attribute): void {
  writer.tag(1, WireType.LengthDelimited).string(name)
  if (typeof value === 'number') {
    writer.tag(3, WireType.Varint).int64(value)
    writer.tag(20, WireType.Varint).int32(2)
  } else if (typeof value === 'string') {
    writer.tag(4, WireType.LengthDelimited).bytes(new TextEncoder().encode(value))
    writer.tag(20, WireType.Varint).int32(3)
  } else if ('float' in value) {
    writer.tag(2, WireType.Bit32).float(value.float)
    writer.tag(20, WireType.Varint).int32(1)
  } else if ('graph' in value) {
    message(writer, 6, body => writeGraph(body, value.graph))
    writer.tag(20, WireType.Varint).int32(5)
  } else {
    for (const element of value) writer.tag(8, WireType.Varint).int64(element)
    writer.tag(20, WireType.Varint).int32(7)
  }
}

function writeTensor(writer: BinaryWriter, tensor: Initializer): void {
  for (const side of tensor.dims) writer.tag(1, WireType.Varint).int64(side)
  writer.tag(2, WireType.Varint).int32(dataTypes[tensor.type])
  writer.tag(8, WireType.LengthDelimited).string(tensor.name)
  if ('bytes' in tensor) {
    writer.tag(9, WireType.LengthDelimited).bytes(tensor.bytes)
    return
  }
  const { file, offset, length } = tensor.external
  for (const [key, value] of [
    ['location', file],
    ['offset', String(offset)],
    ['length', String(length)],
  ] as const)
    message(writer, 13, body => {
      body.tag(1, WireType.LengthDelimited).string(key)
      body.tag(2, WireType.LengthDelimited).string(value)
    })
  writer.tag(14, WireType.Varint).int32(1)
}

function writeValueInfo(writer: BinaryWriter, value: ValueInfo): void {
  writer.tag(1, WireType.LengthDelimited).string(value.name)
  message(writer, 2, type =>
    message(type, 1, tensor => {
      tensor.tag(1, WireType.Varint).int32(dataTypes[value.type])
      message(tensor, 2, shape => {
        for (const side of value.dims)
          message(shape, 1, dimension => {
            if (typeof side === 'number') dimension.tag(1, WireType.Varint).int64(side)
            else dimension.tag(2, WireType.LengthDelimited).string(side)
          })
      })
    }),
  )
}
