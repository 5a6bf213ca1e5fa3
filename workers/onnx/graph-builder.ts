import type { Attribute, DataType, Graph, Initializer, Node, ValueInfo } from './messages'

/** The name of a value that flows through a graph. */
export type Value = string & { readonly __value?: never }

export interface ExternalTensor {
  readonly name: string
  readonly type: DataType
  readonly file: string
  readonly offset: number
  readonly length: number
}

/** Collects nodes in the order they are authored; each call returns the value it makes. */
export class GraphBuilder {
  private readonly nodes: Node[] = []
  private readonly initializers = new Map<string, Initializer>()
  private readonly inputs: ValueInfo[] = []
  private readonly outputs: ValueInfo[] = []

  constructor(private readonly name: string) {}

  input(name: string, type: DataType, dims: readonly (number | string)[]): Value {
    this.inputs.push({ name, type, dims })
    return name
  }

  /** Declares that `value` leaves the graph under the name it was made with. */
  output(value: Value, type: DataType, dims: readonly (number | string)[]): void {
    this.outputs.push({ name: value, type, dims })
  }

  /** One output of an operator. An empty input name leaves an optional input out. */
  op(type: string, inputs: readonly Value[], attributes: Record<string, Attribute> = {}, domain = ''): Value {
    const name = `${type}_${this.nodes.length}`
    this.add(type, inputs, [name], attributes, domain)
    return name
  }

  /** An operator whose outputs are named by the caller. */
  add(
    type: string,
    inputs: readonly Value[],
    outputs: readonly Value[],
    attributes: Record<string, Attribute> = {},
    domain = '',
  ): void {
    this.nodes.push({ type, domain, name: `${type}_${this.nodes.length}`, inputs, outputs, attributes })
  }

  int64(values: readonly number[], dims: readonly number[] = [values.length]): Value {
    const name = `int64:${dims.join('x')}:${values.join(',')}`
    const bytes = new Uint8Array(BigInt64Array.from(values, value => BigInt(value)).buffer)
    this.initializers.set(name, { name, type: 'I64', dims, bytes })
    return name
  }

  /**
   * A tensor that stays where it is on disk. 16-bit tensors are cast to fp32, which the session folds when it loads.
   * @param dims may regroup the tensor's own shape: the bytes are the same.
   */
  weight(tensor: ExternalTensor, dims: readonly number[]): Value {
    const name = dims.length === 0 ? tensor.name : `${tensor.name}:${dims.join('x')}`
    const { type, file, offset, length } = tensor
    if (!this.initializers.has(name))
      this.initializers.set(name, { name, type, dims, external: { file, offset, length } })
    return type === 'F32' ? name : this.op('Cast', [name], { to: 1 })
  }

  build(): Graph {
    return {
      name: this.name,
      nodes: this.nodes,
      initializers: [...this.initializers.values()],
      inputs: this.inputs,
      outputs: this.outputs,
    }
  }
}
