/** Models drivers/pci/controller/dwc/pcie-qcom.c: Qualcomm's hosts. Left out: endpoints, clocks, resets, PHY, power. */
import { source } from '../../../../../recorder/index.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';

const SOCS = [
  'apq8064',
  'apq8084',
  'ipq4019',
  'ipq6018',
  'ipq8064',
  'ipq8064-v2',
  'ipq8074',
  'msm8996',
  'qcs404',
  'sa8540p',
  'sc7280',
  'sc8180x',
  'sc8280xp',
  'sdm845',
  'sm8150',
  'sm8250',
  'sm8450-pcie0',
  'sm8450-pcie1',
];
const NEWER_SOCS = ['ipq8074-gen3', 'ipq9574', 'sa8775p', 'sdx55', 'sm8350', 'sm8550', 'x1e80100'];

/** builtin_platform_driver. From 6.11 on the SoC's "global" interrupt says that the link came up. */
export const qcom_pcie_driver_init = dwcGlueDriver({
  at: source('drivers/pci/controller/dwc/pcie-qcom.c'),
  driver: 'qcom-pcie',
  probe: 'qcom_pcie_probe',
  init: 'qcom_pcie_driver_init',
  compatibles: (k) => [...SOCS, ...(k.since('6.12') ? NEWER_SOCS : [])].map((soc) => `qcom,pcie-${soc}`),
  own: {
    name: 'global',
    optional: true,
    since: '6.12',
    oneshotThread: true,
    devname: ({ bridge }) => `qcom_pcie_global_irq${bridge?.bus?.domain_nr ?? 0}`,
  },
  failed: 'cannot initialize host',
});
