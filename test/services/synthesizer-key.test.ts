import { expect, test } from 'vitest'
import type { SynthesisRequest, SynthesizerIdentity } from '#lib/domain/synthesizer'
import { synthesisKey } from '#workers/services/synthesizer'

const local: SynthesizerIdentity = {
  kind: 'diffusers-onnx',
  files: { 'unet/model.onnx': 'a', 'model_index.json': 'b' },
  provider: 'cpu',
  runtime: '1.30.0',
  steps: 4,
  size: { width: 64, height: 64 },
  guidance: 0,
  overrides: [],
  seedRecipe: 'synth-noise/1',
  truncation: 'head',
  batch: 1,
  vae: null,
}
const request: SynthesisRequest = { caption: 'c', seed: 0, item: 'i', image: 0, width: 64, height: 64 }

test('equal data have one key, whatever the order in which they are written', () => {
  const key = synthesisKey(local, [request])
  expect(key).toMatch(/^[0-9a-f]{64}$/)
  const { kind, ...rest } = { ...local, files: { 'model_index.json': 'b', 'unet/model.onnx': 'a' } }
  expect(
    synthesisKey({ ...rest, kind }, [{ height: 64, width: 64, image: 0, item: 'i', seed: 0, caption: 'c' }]),
  ).toBe(key)
})

test('everything that decides a picture is in it', () => {
  const identities: SynthesizerIdentity[] = [
    local,
    { ...local, files: { ...local.files, 'unet/model.onnx': 'c' } },
    { ...local, files: { 'unet/model.onnx': 'a' } },
    { ...local, provider: 'cuda' },
    { ...local, runtime: '1.31.0' },
    { ...local, steps: 8 },
    { ...local, size: { width: 64, height: 32 } },
    { ...local, guidance: 1 },
    { ...local, overrides: [{ key: 'timestep_spacing', from: 'leading', to: 'trailing' }] },
    { ...local, batch: 2 },
    { ...local, vae: 'x' },
    { kind: 'images-api', url: 'u', model: 'm', extra: {}, seedRecipe: null },
    { kind: 'images-api', url: 'u', model: 'm', extra: { quality: 'high' }, seedRecipe: null },
    { kind: 'images-api', url: 'u', model: 'm', extra: {}, seedRecipe: 'synth-noise/1' },
  ]
  const requests: SynthesisRequest[][] = [
    [],
    [request],
    [request, request],
    [request, { ...request, image: 1 }],
    [{ ...request, image: 1 }, request],
    [{ ...request, caption: 'd' }],
    [{ ...request, seed: 1 }],
    [{ ...request, item: 'j' }],
    [{ ...request, width: 32 }],
    [{ ...request, height: 32 }],
  ]
  const keys = [
    ...identities.map(identity => synthesisKey(identity, [request])),
    ...requests.map(some => synthesisKey({ ...local, guidance: 0.5 }, some)),
  ]
  expect(new Set(keys).size).toBe(identities.length + requests.length)
})
