import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'
import type { EncoderLayerConfig } from './encoder-layer'
import { fullAttention } from './full-attention'
import { linear } from './linear'
import { mlp } from './mlp'
import { norm } from './norm'
import { tokenRow, tokensFrom } from './token-rows'

/**
 * SigLIP's pooling: a learnt probe attends to all tokens, then a + mlp(LN(a)). The projections lie in one tensor, as
 * `torch.nn.MultiheadAttention` has them, so the probe goes through them as one more token in front.
 * @param tokens [tokens, width]. Returns [1, width].
 */
export function attentionPooling(m: Module, tokens: Value, config: EncoderLayerConfig): Value {
  const { width, heads, epsilon } = config
  const attention = m.at('attention')
  const probed = m.op('Concat', [m.weight('probe', [1, 1, width], [1, width]), tokens], { axis: 0 })
  const projected = m.op(
    'Gemm',
    [
      probed,
      attention.weight('in_proj_weight', [3 * width, width]),
      attention.weight('in_proj_bias', [3 * width]),
    ],
    { transB: 1 },
  )
  const part = (index: number) =>
    m.op('Slice', [
      projected,
      m.graph.int64([index * width]),
      m.graph.int64([(index + 1) * width]),
      m.graph.int64([1]),
    ])
  const batched = (x: Value) => m.op('Unsqueeze', [x, m.graph.int64([0])])
  const attended = fullAttention(m, {
    query: batched(tokenRow(m, part(0), 0)),
    key: batched(tokensFrom(m, part(1), 1)),
    value: batched(tokensFrom(m, part(2), 1)),
    width,
    heads,
    causal: false,
  })
  const pooled = linear(attention.at('out_proj'), m.reshape(attended, [1, width]), {
    from: width,
    to: width,
    bias: true,
  })
  const normed = norm(m.at('layernorm'), pooled, { kind: 'layer', width, epsilon })
  return m.add(pooled, mlp(m.at('mlp'), normed, config))
}
