import type { Reduction } from '../domain/reduction'
import { pairedSet } from './design/benchmark-sets'
import type { Probe } from './probe'

const neighbours = 10

/** Measurement 1.7b: whether images that are near to each other have descriptions that are near to each other. */
const alignment: Omit<Reduction, 'items' | 'languageModels'> = {
  benchmark: pairedSet,
  // Both halves of the half-split score need more rows than neighbours.
  fewestItems: 2 * (neighbours + 1),
  reads: [
    { id: 'text', subject: 'language-model', input: 'text', tokens: 'all', layers: 'states' },
    { id: 'encoder', subject: 'encoder', input: 'picture', tokens: 'class', layers: 'blocks' },
    { id: 'projector', subject: 'checkpoint', input: 'picture', tokens: 'projected', layers: 'one' },
    { id: 'image-positions', subject: 'checkpoint', input: 'picture', tokens: 'visual', layers: 'states' },
  ],
  neighbours,
  clamp: 0.95,
  nullPermutations: 200,
  halfSamples: 50,
}

/**
 * Platonic alignment: mutual nearest neighbours of image features, the encoder's and the checkpoint's own, with the text
 * features of language models. It asks nothing of an item: see its reduction.
 */
export const alignmentKnn: Probe = {
  id: 'alignment-knn',
  version: 1,
  title: 'Alignment with language models',
  paper: 'Figure 7',
  needs: ['weights', 'image-encoder', 'language-models'],
  conditions: () => [],
  reduction: suite =>
    suite === 'demo'
      ? { ...alignment, items: 100, languageModels: 3 }
      : { ...alignment, items: 1000, languageModels: null },
  arrange: () => {
    throw new Error('alignment-knn has no trials')
  },
}
