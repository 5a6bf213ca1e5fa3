/** One number or word of the pages, said exactly. */
export interface MethodEntry {
  /** Where a term on a page links to. */
  readonly id: string
  readonly term: string
  /** `x_k` and `x_{no image}` are set as subscripts. */
  readonly formula?: string
  readonly text: string
}

export interface MethodGroup {
  readonly title: string
  readonly entries: readonly MethodEntry[]
}

export const methodGroups: readonly MethodGroup[] = [
  {
    title: 'Scores',
    entries: [
      {
        id: 'unit-of-analysis',
        term: 'Unit of analysis',
        text: 'What is counted once. On MMVP a pair of items, right when both are; on MME an image with its two questions, worth half its accuracy and half for both right; elsewhere the item. An answer nothing could be read out of scores 0 and is counted as unread.',
      },
      {
        id: 'score',
        term: 'Score',
        formula: 'u = (raw − lo) / (hi − lo)',
        text: 'The mean over units, between 0 and 1. A benchmark with subtasks is the unweighted mean of its subtasks’ means. It is printed in percent, and on the field’s own scale where there is one (MME: 200 points a subtask).',
      },
      {
        id: 'not-scored',
        term: 'Not scored: no judge',
        text: 'Open answers of MM-Vet and LLaVA-W are graded by a language model. Where none was asked, or none gave a verdict, the answers are kept and there is no number, not even 0. The model that graded, by the name its server gave, and the wording it was sent stand with the score. The deterministic stand-in (.offline) is a scorer of its own, in a column of its own.',
      },
      {
        id: 'guess-floor',
        term: 'Guess floor',
        formula: 'g = expected u of a guess that knows nothing',
        text: 'One over the number of options, its product over a pair, 0.375 on MME. Drawn dotted in a column and dashed in a chart.',
      },
      {
        id: 'chance-corrected',
        term: 'Chance-corrected score',
        formula: 'c = (u − g) / (1 − g)',
        text: '0 is guessing, 1 is perfect, negative is worse than guessing.',
      },
      {
        id: 'at-chance',
        term: 'At chance',
        formula: 'c_0 < 0.05 or c_0 < 2 SE(c_0)',
        text: 'Nothing is left to lose, so no ratio and no area is formed: a flat curve at the floor is not robustness.',
      },
      {
        id: 'mean',
        term: 'Mean',
        formula: 'mean = Σ c_b / B,  SE² = Σ SE_b² / B²',
        text: 'Unweighted over the benchmarks that every row of the board was evaluated on, in the same edition, by the same scorer and prompts. Interval by t with Welch–Satterthwaite degrees of freedom; where benchmarks of a run share pictures, by a joint bootstrap that draws a picture with all of its items (over some of a run’s benchmarks: from deviations summed by joint cluster). Editions with different items never share a column.',
      },
    ],
  },
  {
    title: 'Uncertainty',
    entries: [
      {
        id: 'interval',
        term: '95 % interval',
        formula: 'u ± t(0.975, G − S) · SE,  SE² = Σ_s G_s / (G_s − 1) · Σ_c e_c² / (S n_s)²',
        text: 'Units of one cluster (the same decoded pixels, or the same declared group) are not independent: e is the sum of a cluster’s deviations; G counts clusters, S strata, n the units of a stratum. 0/1 units without clusters get Wilson’s interval, and so does a score without any variance, on the number of clusters.',
      },
      {
        id: 'small-sample',
        term: 'Small sample',
        formula: 'G < 30',
        text: 'Shown with a dashed interval; a checkpoint is not ranked on fewer clusters.',
      },
      {
        id: 'holm',
        term: 'p, Holm',
        formula: 'p_{(i)} ← max over j ≤ i of (m − j + 1) · p_{(j)}, at most 1',
        text: 'The two-sided p of the paired t test, or of McNemar’s exact test for one seed of independent 0/1 units, adjusted over all changes of the run. “Lower” and “higher” are said at 5 % of this p only.',
      },
      {
        id: 'equivalence',
        term: 'Equivalent within 2 pp',
        formula: '90 % interval of Δ inside (−2, +2) pp',
        text: 'Two one-sided tests at 5 %. A change that is merely not significant is never called unchanged: it reads “no difference detected” with its MDE.',
      },
      {
        id: 'mde',
        term: 'MDE',
        formula: 'MDE = (z_{0.975} + z_{0.8}) · SE(Δ) = 2.80 · SE(Δ)',
        text: 'The smallest change this comparison would have found with power 0.8. Where no unit changed at all, the Wilson bound on the share of clusters that could have.',
      },
      {
        id: 'rank-interval',
        term: 'Rank interval',
        formula: 'best = 1 + #{significantly better},  worst = M − #{significantly worse}',
        text: 'All pairs of the rows shown are tested on the items they share (paired, clustered; over joint clusters where benchmarks share pictures), adjusted by Holm at 5 %. Rows that share a letter were not told apart. A row opens the next tier where it scored lower than the first of its tier in 97.5 % of 2 000 common resamples. Where the items behind a row are not at hand, the intervals of the means decide alone.',
      },
      {
        id: 'reliability',
        term: 'Order reliability',
        formula: 'max(0, 1 − mean(SE²) / Var(mean scores))',
        text: 'The share of the spread that is not error. Below 0.8 ordinals and tiers are hidden.',
      },
    ],
  },
  {
    title: 'Probes',
    entries: [
      {
        id: 'condition',
        term: 'Condition',
        text: 'One way in which every item is asked, e.g. grid-4/seed-1. Conditions that differ in their seed alone make a setting and are averaged item by item. Decoding is greedy; a condition that changes nothing gives the reference’s own answers.',
      },
      {
        id: 'seeds',
        term: 'Seeds',
        formula: 'Philox4×32-10, keyed by SHA-256(seed, probe, condition, item)',
        text: 'Seed indices belong to the suite, so every checkpoint meets the same draws and any cell can be computed again alone. The SD between seeds is shown in the data tables and is never an interval of the score.',
      },
      {
        id: 'no-image',
        term: 'No image',
        text: 'The picture and its placeholder leave the prompt; the text stays. The control that every other change is read against.',
      },
      {
        id: 'permutation',
        term: 'Visual tokens permuted, reversed',
        text: 'The rows of the projector’s output are permuted before they enter the language model, each block of patches within itself; separators stay and positions stay with their slots. Reversed is the same with no chance in it. An unchanged score is evidence of insensitivity to order only where the unprobed score is clearly above chance and the loss without the image is clearly larger.',
      },
      {
        id: 'spatial-shuffle',
        term: 'Patches shuffled',
        text: 'The raw picture is resized (bicubic) until the grid divides it, cut into g × g cells, shuffled, and then goes through the checkpoint’s own processor. Each grid is compared with the resized, unshuffled picture of the same grid; grids finer than the pictures allow are left out.',
      },
      {
        id: 'patch-information-loss',
        term: 'Patch information loss',
        formula: 'PIL_j = 1 − f_j / f_0',
        text: 'Only one group of the base picture’s visual tokens is kept, or one is left out. Locality is 1 minus the entropy of the groups’ shares over ln M: 0 where all keep the same, 1 where one has it all.',
      },
      {
        id: 'synthesized-image',
        term: 'Synthesized images',
        text: 'The picture is described by a captioner and drawn anew from that caption, once for all checkpoints. Only a score above that without any picture shows use of the new one. An item whose caption has no picture is not asked. CLIP-I, the mean cosine of CLIP embeddings, says how like its original the new picture is, beside how like another item’s.',
      },
      {
        id: 'occlusion',
        term: 'Occluded patches',
        formula: 'A = trapezoids of clip(R, 0, 1) over the share hidden',
        text: 'Cells of a 14 × 14 partition are blacked out at random, or those that stand out most or least to an encoder with class attention. The contrast of the areas, least less most, says whether the salient cells are used.',
      },
      {
        id: 'alignment',
        term: 'Recognition and alignment',
        text: 'Zero-shot classification by the checkpoint beside its own encoder on the same images; and mutual nearest neighbours of image features with those of descriptions in language models, at the layers chosen on one half of the rows and measured on the other.',
      },
      {
        id: 'importance',
        term: 'Importance',
        formula: 'I = 100 · (f_0 − mean over seeds of f) / f_0',
        text: 'Noise is added to a group of visual tokens or to what enters a layer. Only noise matched to the layer’s own scale says anything about depth, since the stream grows with it.',
      },
      {
        id: 'option-rotation',
        term: 'Options turned',
        text: 'Every cyclic order of the options is asked. Right under all of them is circular accuracy; its share of the accuracy in the file’s order is stability.',
      },
      {
        id: 'not-run',
        term: 'Not run',
        text: 'What a probe takes and a run lacked (a judge, an encoder, items, groups) is named where its number would stand. It is never a zero.',
      },
      {
        id: 'change',
        term: 'Change',
        formula: 'Δ = 100 · mean over units of (mean over seeds of u_k − u_0), in pp',
        text: 'Paired on the same units, negative is worse. Its interval is that of the paired differences; it says nothing of two intervals side by side.',
      },
      {
        id: 'changed-answers',
        term: 'Answers changed',
        text: 'Share of (item, seed) whose normalised answer differs from the reference: seen even where the score is level.',
      },
      {
        id: 'format-confounded',
        term: 'Format-confounded',
        formula: '|unread_k − unread_0| > 2 pp',
        text: 'Part of the change may be answers that could not be read. The change over the units read under both stands beside it.',
      },
      {
        id: 'retention',
        term: 'Retention',
        formula: 'R = c_k / c_0',
        text: 'Interval by the delta method, or by the cluster bootstrap where the unprobed one is under four of its standard errors (“unstable ratio”). Where every cluster kept alike, Wilson on the clusters.',
      },
      {
        id: 'area',
        term: 'Area',
        formula: 'A = trapezoids of clip(R, 0, 1) over grid ranks 0 … k, divided by k',
        text: 'Rank 0 is the unshuffled picture, with R = 1. Areas are comparable between equal grids only.',
      },
    ],
  },
  {
    title: 'Profile',
    entries: [
      {
        id: 'visual-reliance',
        term: 'P3, visual reliance',
        formula: 'mean over b of clip((c_0 − c_{no image}) / c_0, 0, 1)',
        text: 'The share of the above-chance score that is lost without the image. Higher is better, and it is shown first: below 0.2 a checkpoint keeps what it never used, and P1, P2 and P4 stand in brackets.',
      },
      {
        id: 'token-order-retention',
        term: 'P1, token-order retention',
        formula: 'mean over b of clip(c_{permuted} / c_0, 0, 1)',
        text: 'A description, not a merit.',
      },
      {
        id: 'spatial-structure-retention',
        term: 'P2, spatial-structure retention',
        formula: 'mean over b of A',
        text: 'A description, not a merit.',
      },
      {
        id: 'other-properties',
        term: 'P4 to P12',
        text: 'P4 occlusion robustness: area under random occlusion. P5 saliency use: (1 + contrast) / 2. P6 detail reliance: 1 − retention on synthesized images. P7 recognition preserved: above chance, the checkpoint over its encoder. P8 alignment preserved: the same of overlaps above chance. P9 option-order stability. P10 text reasoning kept: GSM8K over that of the language model before tuning. P11 spatial locality of patch information. P12 early-layer concentration: share of positive importance in the lowest quarter of the layers, matched noise.',
      },
      {
        id: 'profile-interval',
        term: 'Intervals of the profile',
        text: 'Percentiles of 2 000 bootstraps over clusters: each cluster is drawn a Poisson(1) number of times, keyed by its picture alone, so that all properties, all checkpoints and all benchmarks that have the picture meet the same draws, whatever else was run; where no resample differs, Wilson on the clusters. Means run over the benchmarks that are not at chance; how many those are is printed. No single robustness number is formed.',
      },
    ],
  },
]
