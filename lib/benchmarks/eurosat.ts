import type { Benchmark } from './benchmark'
import { eurosatClasses, eurosatZeroShot } from './classes/eurosat'
import { classificationSet } from './classification-set'

/** EuroSAT (Helber et al. 2019): ten uses of land from above. */
export const eurosat: Benchmark = classificationSet({
  id: 'eurosat',
  title: 'EuroSAT',
  files: ['eurosat', 'EuroSAT_RGB', 'vtab-eurosat', 'EuroSAT_RGB_MINI'],
  question: 'What type of land use is in this photo?',
  classes: eurosatClasses,
  zeroShot: eurosatZeroShot,
  licence: {
    terms: 'MIT; data of Copernicus',
    basis: 'reported',
    show: 'items',
    export: 'items',
    nonCommercial: false,
    credit: 'EuroSAT, Helber et al. 2019',
  },
})
