import type { Attribute, DataType, Graph, Initializer, Node, ValueInfo } from './messages'
import { dataTypes } from './messages'

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
  private readonly shared = new Map<string, Value>()
  private readonly inputs: ValueInfo[] = []
  private readonly outputs: ValueInfo[] = []

  /** @param outer the graph whose values and weights a body of `If` or `Loop` sees. */
  constructor(
    private readonly name: string,
    private readonly outer: GraphBuilder | null = null,
  ) {}

  /** A graph inside this one, for an `If` or a `Loop`. Constants and weights stay out here, so both share them. */
  body(name: string): GraphBuilder {
    return new GraphBuilder(`${this.name}.${name}`, this)
  }

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
    const name = this.fresh(type)
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
    this.nodes.push({ type, domain, name: this.fresh(type), inputs, outputs, attributes })
  }

  /** A name nothing else has in this graph and those around it. */
  fresh(type: string): Value {
    return `${this.outer ? `${this.name}/` : ''}${type}_${this.nodes.length}`
  }

  int64(values: readonly number[], dims: readonly number[] = [values.length]): Value {
    const bytes = new Uint8Array(BigInt64Array.from(values, value => BigInt(value)).buffer)
    return this.constant('I64', dims, bytes, `int64:${dims.join('x')}:${values.join(',')}`)
  }

  /** An fp32 constant under a name of its own. */
  floats(name: string, values: Float32Array, dims: readonly number[]): Value {
    return this.constant('F32', dims, new Uint8Array(values.buffer.slice(0)), name)
  }

  /**
   * A tensor that stays where it is on disk, as `type`: one of another type is cast, which the session does once when
   * it loads. @param dims may regroup the tensor's own shape: the bytes are the same.
   */
  weight(tensor: ExternalTensor, dims: readonly number[], as: DataType): Value {
    if (this.outer) return this.outer.weight(tensor, dims, as)
    const name = `${tensor.name}:${dims.join('x')}`
    const { type, file, offset, length } = tensor
    if (!this.initializers.has(name))
      this.initializers.set(name, { name, type, dims, external: { file, offset, length } })
    if (type === as) return name
    return this.once(`${name} ${as}`, () => this.op('Cast', [name], { to: dataTypes[as] }))
  }

  /** The value that goes by `key` in this graph, authored the first time it is asked for. */
  once(key: string, author: () => Value): Value {
    const made = this.shared.get(key) ?? author()
    this.shared.set(key, made)
    return made
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

  private constant(type: DataType, dims: readonly number[], bytes: Uint8Array, name: string): Value {
    if (this.outer) return this.outer.constant(type, dims, bytes, name)
    if (!this.initializers.has(name)) this.initializers.set(name, { name, type, dims, bytes })
    return name
  }
}
