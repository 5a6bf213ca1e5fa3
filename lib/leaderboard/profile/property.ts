import { type PropertyId, propertyIds } from '../../domain/property'

/** The order they are read in: P3 first, for P1, P2 and P4 only mean something next to it. */
export const readingOrder: readonly PropertyId[] = ['P3', ...propertyIds.filter(id => id !== 'P3')]

export interface PropertyKind {
  readonly title: string
  /** Whether more of it is better; `text-rich`: only where pictures are full of text and figures. */
  readonly polarity: 'higher-better' | 'descriptive' | 'text-rich'
  /** The probe that measures it. */
  readonly probe: string
  /** A checkpoint that ignores the picture has it in full. */
  readonly besideReliance?: true
}

export const propertyKinds: Readonly<Record<PropertyId, PropertyKind>> = {
  P1: {
    title: 'Token-order retention',
    polarity: 'descriptive',
    probe: 'permutation',
    besideReliance: true,
  },
  P2: {
    title: 'Spatial-structure retention',
    polarity: 'descriptive',
    probe: 'spatial-shuffle',
    besideReliance: true,
  },
  P3: { title: 'Visual reliance', polarity: 'higher-better', probe: 'reference' },
  P4: {
    title: 'Occlusion robustness',
    polarity: 'higher-better',
    probe: 'occlusion',
    besideReliance: true,
  },
  P5: { title: 'Saliency use', polarity: 'descriptive', probe: 'occlusion' },
  P6: { title: 'Detail reliance', polarity: 'text-rich', probe: 'synthesized-image' },
  P7: { title: 'Recognition preserved', polarity: 'higher-better', probe: 'alignment-classification' },
  P8: { title: 'Alignment preserved', polarity: 'higher-better', probe: 'alignment-knn' },
  P9: { title: 'Option-order stability', polarity: 'higher-better', probe: 'option-rotation' },
  P10: { title: 'Text reasoning kept', polarity: 'higher-better', probe: 'text-maths' },
  P11: { title: 'Spatial locality', polarity: 'descriptive', probe: 'patch-information-loss' },
  P12: { title: 'Early-layer concentration', polarity: 'descriptive', probe: 'importance' },
}

/** Benchmarks whose pictures are full of text and figures: what no caption says decides their answers. */
const textRich = ['mathvista', 'chartqa', 'ai2d']

/** Whether more of a property is better on a part of it. @param part a benchmark, or a language model for P8. */
export function isHigherBetter(id: PropertyId, part: string): boolean {
  const { polarity } = propertyKinds[id]
  return polarity === 'higher-better' || (polarity === 'text-rich' && textRich.includes(part))
}
