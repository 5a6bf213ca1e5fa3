import type { OcclusionMode } from './occlusion'

/** What is hidden of a picture. */
export const hiddenWords: Readonly<Record<OcclusionMode, string>> = {
  random: 'patches hidden at random',
  salient: 'most salient patches hidden',
  'non-salient': 'least salient patches hidden',
  'head1-salient': 'patches hidden that one head finds most salient',
  'head1-non-salient': 'patches hidden that one head finds least salient',
  'mass-salient': 'most salient attention mass hidden',
  'mass-non-salient': 'only most salient attention mass kept',
  'head1-mass-salient': "one head's most salient attention mass hidden",
  'head1-mass-non-salient': "only one head's most salient attention mass kept",
}

/** The noise that a part of the stream is disturbed by: `fixed`, `matched-0.3`, `energy-0.3`. */
export function noiseWords(noise: string): string {
  const [kind, share] = noise.split('-')
  if (kind === 'matched') return `noise of ${share} of the layer's own scale`
  if (kind === 'energy') return `noise of ${share} of the layer's own energy`
  return 'noise within ±1'
}

/** A ring of a grid, by its place from the border. */
export function ringWords(at: number, rings: number): string {
  if (at === 0) return 'outermost ring'
  return at === rings - 1 ? 'innermost ring' : `ring ${at + 1} from the border`
}
