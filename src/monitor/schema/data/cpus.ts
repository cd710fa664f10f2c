/**
 * CPU models and their features, as the four recorded versions tell them without KVM.
 *
 * Versions: a (7.2), b (10.0.2), c (10.0.13), d (11.1), all if left out. A line that begins with a space belongs to the
 * one before.
 */

/**
 * Properties that are on or off: `NAME@VERSIONS`; `=VERSIONS`: on in every model; `+VERSIONS`: a feature that the
 * software CPU has; `~` in front: no part of a static expansion.
 */
export const CPU_FLAGS = `
3dnow+ 3dnowext+ 3dnowprefetch+bcd abm+ ace2 ace2-en acpi+ adx+ aes+ amd-no-ssb amd-psfd@bcd amd-ssbd amd-stibp
amx-avx512@d amx-bf16 amx-bf16-alias@d amx-complex@bcd amx-complex-alias@d amx-fp16@bcd amx-fp16-alias@d amx-fp8@d
amx-int8 amx-int8-alias@d amx-movrs@d amx-tf32@d amx-tile apic+ apx-nci-ndd-nf@d apxf@d arat+ arch-capabilities
arch-lbr auto-ibrs@bcd avic avx+ avx-ifma@bcd avx-ne-convert@bcd avx-vnni avx-vnni-int16@bcd avx-vnni-int8@bcd
avx10@bcd avx10-128@bcd avx10-256@bcd avx10-512@bcd avx10-vnni-int@d avx2+ avx512-4fmaps avx512-4vnniw avx512-bf16
avx512-fp16 avx512-vp2intersect avx512-vpopcntdq avx512bitalg avx512bw avx512cd avx512dq avx512er avx512f avx512ifma
avx512pf avx512vbmi avx512vbmi2 avx512vl avx512vnni bhi-ctrl@bcd bhi-no@bcd bmi1+ bmi2+ bus-lock-detect cet-ibt@d
cet-ss@d ~check= cid cldemote clflush+ clflushopt+ clwb+ clzero cmov+ cmp-legacy+bcd cmpccxadd@bcd+ core-capability
~cpuid-0xb= cr8legacy+ cx16+ cx8+ dca ddpd-u@bcd de+ decodeassists ds ds-cpl dtes64 ~enforce eraps@bcd erms+ est
extapic f16c+ fb-clear@bcd fbsdp-no@bcd fdp-excptn-only@bcd ~fill-mtrr-mask= flush-l1d@bcd flushbyasid fma+ fma4 fpu+
fred@bcd fs-gs-base-ns@d fsgsbase+ fsrc@bcd+ fsrm+bcd fsrs@bcd+ ~full-cpuid-auto-level@abc= full-width-write fxsr+
fxsr-opt fzrm@bcd+ gds-no@bcd gfni gmet@d hle ~host-cache-info ~host-phys-bits ht ~hv-avic ~hv-crash ~hv-emsr-bitmap
~hv-enforce-cpuid ~hv-evmcs ~hv-frequencies ~hv-ipi ~hv-passthrough ~hv-reenlightenment ~hv-relaxed ~hv-reset
~hv-runtime ~hv-stimer ~hv-stimer-direct ~hv-syndbg ~hv-synic ~hv-time ~hv-tlbflush ~hv-tlbflush-direct
~hv-tlbflush-ext ~hv-vapic ~hv-vpindex ~hv-xmm-input hypervisor+ ia64 ibpb ibpb-brtype@bcd ibrs ibrs-all ibs
intel-psfd@bcd intel-pt intel-pt-lip invpcid invtsc ipred-ctrl@bcd its-no@d ~kvm= kvm-asyncpf kvm-asyncpf-int
kvm-asyncpf-vmexit@bcd kvm-hint-dedicated kvm-mmu kvm-msi-ext-dest-id ~kvm-no-smi-migration@a kvm-nopiodelay
kvm-poll-control ~kvm-pv-enforce-cpuid kvm-pv-eoi kvm-pv-ipi kvm-pv-sched-yield kvm-pv-tlb-flush kvm-pv-unhalt
kvm-steal-time kvmclock kvmclock-stable-bit ~l3-cache= la57+ lahf-lm+ lam@bcd lbrv ~legacy-cache=
~legacy-multi-node@bcd lfence-always-serializing@bcd lkgs@bcd lm+ lmce lwp mca+ mcdt-no@bcd mce+ md-clear mds-no
~migratable+ misalignsse mmx+ mmxext+ monitor+ movbe+ movdir64b movdiri movrs@d mpx+ msr+ msr-imm@d mtrr+
no-nested-data-bp@bcd+d nodeid-msr npt+ nrip-save null-sel-clr-base@bcd+d nx+ osvw overflow-recov@bcd pae+ pat+
pause-filter pbe pbrsb-no@bcd pcid pclmulqdq+ pcommit+a pdcm pdpe1gb+ perfctr-core perfctr-nb perfmon-v2@bcd
pfthreshold pge+ phe phe-en pks+ pku+ pmm pmm-en ~pmu+abc pn pni+ popcnt+ prefetchi@d prefetchiti@bcd pschange-mc-no
psdp-no@bcd pse+ pse36+ rdctl-no rdpid+bcd rdrand+ rdseed+bcd rdtscp+ ~realized rfds-clear@bcd rfds-no@bcd
rrsba-ctrl@bcd rsba rtm sbdr-ssdp-no@bcd sbpb@bcd sep+ serialize sgx sgx-aex-notify@bcd sgx-debug sgx-edeccssa@bcd
sgx-exinfo sgx-kss sgx-mode64 sgx-provisionkey sgx-tokenkey sgx1 sgx2 sgxlc sha-ni+bcd sha512@bcd skinit
skip-l1dfl-vmentry sm3@bcd sm4@bcd smap+ smep+ smx spec-ctrl split-lock-detect srso-no@bcd srso-user-kernel-no@bcd ss+
ssb-no ssbd sse+ sse2+ sse4.1+ sse4.2+ sse4a+ ssse3+ ~start-powered-off stibp stibp-always-on@bcd succor@bcd svm+
svm-lock svme-addr-chk+ syscall+ taa-no tbm tce ~tcg-cpuid= tm tm2 topoext tsa-l1-no@d tsa-sq-no@d tsc+ tsc-adjust
tsc-deadline tsc-scale tsx-ctrl tsx-ldtrk umip+ v-vmsave-vmload vaes+ verw-clear@d vgif+ virt-ssbd vmcb-clean vme
~vmware-cpuid-freq= vmx vmx-activity-hlt vmx-activity-shutdown vmx-activity-wait-sipi vmx-any-errcode@bcd
vmx-apicv-register vmx-apicv-vid vmx-apicv-x2apic vmx-apicv-xapic vmx-cr3-load-noexit vmx-cr3-store-noexit
vmx-cr8-load-exit vmx-cr8-store-exit vmx-desc-exit vmx-enable-user-wait-pause@bcd vmx-encls-exit vmx-entry-ia32e-mode
vmx-entry-load-bndcfgs vmx-entry-load-cet@d vmx-entry-load-efer vmx-entry-load-fred@bcd vmx-entry-load-pat
vmx-entry-load-perf-global-ctrl vmx-entry-load-pkrs vmx-entry-load-rtit-ctl vmx-entry-noload-debugctl vmx-ept
vmx-ept-1gb vmx-ept-2mb vmx-ept-advanced-exitinfo vmx-ept-execonly vmx-eptad vmx-eptp-switching vmx-exit-ack-intr
vmx-exit-clear-bndcfgs vmx-exit-clear-rtit-ctl vmx-exit-load-efer vmx-exit-load-pat vmx-exit-load-perf-global-ctrl
vmx-exit-load-pkrs vmx-exit-nosave-debugctl vmx-exit-save-cet@d vmx-exit-save-efer vmx-exit-save-pat
vmx-exit-save-preemption-timer vmx-exit-secondary-ctls@bcd vmx-flexpriority vmx-hlt-exit vmx-ins-outs vmx-intr-exit
vmx-invept vmx-invept-all-context vmx-invept-single-context vmx-invept-single-context-noglobals vmx-invlpg-exit
vmx-invpcid-exit vmx-invvpid vmx-invvpid-all-context vmx-invvpid-single-addr vmx-io-bitmap vmx-io-exit vmx-mbec@d
vmx-monitor-exit vmx-movdr-exit vmx-msr-bitmap vmx-mtf vmx-mwait-exit vmx-nested-exception@bcd vmx-nmi-exit
vmx-page-walk-4 vmx-page-walk-5 vmx-pause-exit vmx-ple vmx-pml vmx-posted-intr vmx-preemption-timer vmx-rdpmc-exit
vmx-rdrand-exit vmx-rdseed-exit vmx-rdtsc-exit vmx-rdtscp-exit vmx-secondary-ctls vmx-shadow-vmcs vmx-store-lma
vmx-true-ctls vmx-tsc-offset vmx-tsc-scaling vmx-unrestricted-guest vmx-vintr-pending vmx-vmfunc
vmx-vmwrite-vmexit-fields vmx-vnmi vmx-vnmi-pending vmx-vpid vmx-wbinvd-exit vmx-xsaves vmx-zero-len-inject vnmi@bcd
vpclmulqdq waitpkg wbnoinvd+bcd wdt wrmsrns@bcd ~x-amd-topoext-features-only@bcd= ~x-arch-cap-always-on@d
~x-consistent-cache@d= ~x-force-cpuid-0x1f@d ~x-force-features ~x-hv-synic-kvm-only@abc ~x-intel-pt-auto-level@abc=
~x-l1-cache-per-thread@bcd= ~x-migrate-smi-count= ~x-pdcm-on-even-without-pmu@d ~x-vendor-cpuid-only=
~x-vendor-cpuid-only-v2@d= x2apic+bcd xcrypt xcrypt-en ~xen-vapic@bcd xfd xgetbv1+ xop xsave+ xsavec xsaveerptr+bcd
xsaveopt+ xsaves xstore xstore-en xtpr zero-fcs-fds@bcd
`;

/** Second names. */
export const CPU_FLAG_ALIASES = `
cmp_legacy=cmp-legacy ds_cpl=ds-cpl ffxsr=fxsr-opt fxsr_opt=fxsr-opt hv-apicv=hv-avic i64=lm kvm_asyncpf=kvm-asyncpf
kvm_asyncpf_int=kvm-asyncpf-int kvm_mmu=kvm-mmu kvm_nopiodelay=kvm-nopiodelay kvm_poll_control=kvm-poll-control
kvm_pv_eoi=kvm-pv-eoi kvm_pv_unhalt=kvm-pv-unhalt kvm_steal_time=kvm-steal-time lahf_lm=lahf-lm nodeid_msr=nodeid-msr
nrip_save=nrip-save pause_filter=pause-filter pclmuldq=pclmulqdq perfctr_core=perfctr-core perfctr_nb=perfctr-nb
sse3=pni sse4-1=sse4.1 sse4-2=sse4.2 sse4_1=sse4.1 sse4_2=sse4.2 svm_lock=svm-lock tsc_adjust=tsc-adjust
tsc_scale=tsc-scale vmcb_clean=vmcb-clean xd=nx
`;

/** These are not missed where the whole register that tells them is missing. */
export const CPU_FLAGS_NOT_MISSED = `
of-the-register@bcd: bhi-no fb-clear fbsdp-no gds-no ibrs-all mds-no pbrsb-no pschange-mc-no psdp-no rdctl-no rfds-no sbdr-ssdp-no
 skip-l1dfl-vmentry ssb-no taa-no x-force-cpuid-0x1f
`;

/** Models: `NAME@VERSIONS: LIKE +FEATURE -FEATURE...`, `-` for like no other. */
export const CPU_MODELS = `
486-v1: - +fpu +hypervisor +pse
Broadwell-v1: 486-v1 +3dnowprefetch +abm +adx +aes +apic +arat +avx +avx2 +bmi1 +bmi2 +clflush +cmov +cx16 +cx8 +de
  +erms +f16c +fma +fsgsbase +fxsr +hle +invpcid +lahf-lm +lm +mca +mce +mmx +movbe +msr +mtrr +nx +pae +pat +pcid
  +pclmulqdq +pge +pni +popcnt +pse36 +rdrand +rdseed +rdtscp +rtm +sep +smap +smep +sse +sse2 +sse4.1 +sse4.2 +ssse3
  +syscall +tsc +tsc-deadline +x2apic +xsave +xsaveopt
Broadwell-v2: Broadwell-v1 -hle -rtm
Broadwell-v3: Broadwell-v1 +spec-ctrl
Broadwell-v4: Broadwell-v2 +spec-ctrl
Cascadelake-Server-v1: Broadwell-v3 +avx512bw +avx512cd +avx512dq +avx512f +avx512vl +avx512vnni +clflushopt +clwb
  +pdpe1gb +pku +ssbd +xgetbv1 +xsavec
Cascadelake-Server-v2: Cascadelake-Server-v1 +arch-capabilities +ibrs-all +mds-no +rdctl-no +skip-l1dfl-vmentry
Cascadelake-Server-v3: Cascadelake-Server-v2 -hle -rtm
Cascadelake-Server-v4: Cascadelake-Server-v3
Cascadelake-Server-v5: Cascadelake-Server-v3 +xsaves
Cascadelake-Server-v6@d: Cascadelake-Server-v5 +fb-clear +gds-no +psdp-no +rfds-no +sbdr-ssdp-no
Cascadelake-Server-v7@d: Cascadelake-Server-v6
ClearwaterForest-v1@bcd: Cascadelake-Server-v6 +avx-ifma +avx-ne-convert +avx-vnni +avx-vnni-int16 +avx-vnni-int8
  +bhi-ctrl +bhi-no +bus-lock-detect +cldemote +cmpccxadd +ddpd-u +fbsdp-no +fsrm +fsrs +gfni +intel-psfd +ipred-ctrl
  +lam +mcdt-no +movdir64b +movdiri +pbrsb-no +prefetchiti +pschange-mc-no +rdpid +rrsba-ctrl +serialize +sha-ni +sha512
  +sm3 +sm4 +ss +tsc-adjust +umip +vaes +vpclmulqdq +wbnoinvd -avx512bw -avx512cd -avx512dq -avx512f -avx512vl
  -avx512vnni -fb-clear
ClearwaterForest-v2@d: ClearwaterForest-v1 +cet-ibt +cet-ss
ClearwaterForest-v3@d: ClearwaterForest-v2 +its-no +x-force-cpuid-0x1f
ClearwaterForest-v4@d: ClearwaterForest-v3
Conroe-v1: 486-v1 +apic +clflush +cmov +cx8 +de +fxsr +lahf-lm +lm +mca +mce +mmx +msr +mtrr +nx +pae +pat +pge +pni
  +pse36 +sep +sse +sse2 +ssse3 +syscall +tsc
Cooperlake-v1: Cascadelake-Server-v2 +avx512-bf16 +pschange-mc-no +stibp +taa-no
Cooperlake-v2: Cooperlake-v1 +xsaves
Denverton-v1: Broadwell-v4 +arch-capabilities +clflushopt +monitor +mpx +pdpe1gb +rdctl-no +sha-ni +skip-l1dfl-vmentry
  +ssbd +xgetbv1 +xsavec -abm -adx -avx -avx2 -bmi1 -bmi2 -f16c -fma -invpcid -pcid
Denverton-v2: Denverton-v1 -monitor -mpx
Denverton-v3: Denverton-v2 +xsaves
Dhyana-v1: Broadwell-v2 +clflushopt +cr8legacy +fxsr-opt +ibpb +misalignsse +mmxext +monitor +npt +nrip-save +osvw
  +pdpe1gb +sse4a +svm +topoext +xgetbv1 +xsavec -aes -erms -invpcid -pcid -pclmulqdq -tsc-deadline -x2apic
Dhyana-v2: Dhyana-v1 +xsaves
DiamondRapids-v1@d: ClearwaterForest-v2 +amx-avx512 +amx-bf16 +amx-bf16-alias +amx-complex +amx-complex-alias
  +amx-fp16 +amx-fp16-alias +amx-fp8 +amx-int8 +amx-int8-alias +amx-movrs +amx-tf32 +amx-tile +apx-nci-ndd-nf +apxf
  +avx10 +avx10-128 +avx10-256 +avx10-512 +avx10-vnni-int +avx512-bf16 +avx512-fp16 +avx512-vpopcntdq +avx512bitalg
  +avx512bw +avx512cd +avx512dq +avx512f +avx512ifma +avx512vbmi +avx512vbmi2 +avx512vl +avx512vnni +fdp-excptn-only
  +flush-l1d +fred +fsrc +fzrm +hle +la57 +lkgs +md-clear +movrs +rtm +stibp +taa-no +tsx-ldtrk +wrmsrns
  +x-force-cpuid-0x1f +xfd +zero-fcs-fds -avx-vnni-int16 -sha512 -sm3 -sm4
DiamondRapids-v2@d: DiamondRapids-v1
EPYC-v1: Dhyana-v1 +aes +pclmulqdq +sha-ni -ibpb
EPYC-v2: EPYC-v1 +ibpb
EPYC-v3: EPYC-v2 +clzero +perfctr-core +xsaveerptr +xsaves
EPYC-v4@bcd: EPYC-v3
EPYC-v5@d: EPYC-v3 +flushbyasid +lbrv +overflow-recov +pause-filter +pfthreshold +succor +tsc-scale +v-vmsave-vmload
  +vgif +vmcb-clean
EPYC-Genoa-v1@bcd: EPYC-v3 +amd-psfd +amd-ssbd +amd-stibp +auto-ibrs +avx512-bf16 +avx512-vpopcntdq +avx512bitalg
  +avx512bw +avx512cd +avx512dq +avx512f +avx512ifma +avx512vbmi +avx512vbmi2 +avx512vl +avx512vnni +clwb +erms +fsrm
  +gfni +ibrs +invpcid +la57 +lfence-always-serializing +no-nested-data-bp +null-sel-clr-base +pcid +pku +rdpid
  +stibp-always-on +svme-addr-chk +umip +vaes +vnmi +vpclmulqdq +wbnoinvd
EPYC-Genoa-v2@d: EPYC-Genoa-v1 +flushbyasid +fs-gs-base-ns +lbrv +overflow-recov +pause-filter +perfmon-v2
  +pfthreshold +succor +tsc-scale +v-vmsave-vmload +vgif +vmcb-clean
EPYC-Genoa-v3@d: EPYC-Genoa-v2 +gmet
EPYC-Milan-v1: EPYC-v3 +amd-ssbd +amd-stibp +clwb +erms +fsrm +ibrs +invpcid +pcid +pku +rdpid +svme-addr-chk +umip
  +wbnoinvd
EPYC-Milan-v2@bcd: EPYC-Milan-v1 +amd-psfd +lfence-always-serializing +no-nested-data-bp +null-sel-clr-base
  +stibp-always-on +vaes +vpclmulqdq
EPYC-Milan-v3@d: EPYC-Milan-v2 +flushbyasid +lbrv +overflow-recov +pause-filter +pfthreshold +succor +tsc-scale
  +v-vmsave-vmload +vgif +vmcb-clean
EPYC-Milan-v4@d: EPYC-Milan-v3 +gmet
EPYC-Rome-v1: EPYC-v3 +amd-stibp +clwb +rdpid +umip +wbnoinvd
EPYC-Rome-v2: EPYC-Rome-v1 +amd-ssbd +ibrs
EPYC-Rome-v3@bcd: EPYC-Rome-v2
EPYC-Rome-v4@bcd: EPYC-Rome-v2 -xsaves
EPYC-Rome-v5@d: EPYC-v5 +amd-ssbd +amd-stibp +clwb +ibrs +rdpid +umip +wbnoinvd -xsaves
EPYC-Turin-v1@d: EPYC-Genoa-v2 +avx-vnni +avx512-vp2intersect +ibpb-brtype +movdir64b +movdiri +prefetchi +sbpb
  +srso-user-kernel-no
EPYC-Turin-v2@d: EPYC-Turin-v1 +gmet
GraniteRapids-v1@bcd: Cooperlake-v2 +amx-bf16 +amx-fp16 +amx-int8 +amx-tile +avx-vnni +avx512-fp16 +avx512-vpopcntdq
  +avx512bitalg +avx512ifma +avx512vbmi +avx512vbmi2 +bus-lock-detect +fbsdp-no +fsrc +fsrm +fsrs +fzrm +gfni +la57
  +mcdt-no +pbrsb-no +prefetchiti +psdp-no +rdpid +sbdr-ssdp-no +serialize +sha-ni +tsx-ldtrk +umip +vaes +vpclmulqdq
  +wbnoinvd +xfd -stibp
GraniteRapids-v2@bcd: GraniteRapids-v1 +avx10 +avx10-128 +avx10-256 +avx10-512 +cldemote +movdir64b +movdiri +ss
  +tsc-adjust
GraniteRapids-v3@d: GraniteRapids-v2 +x-force-cpuid-0x1f
GraniteRapids-v4@d: GraniteRapids-v3 +cet-ibt +cet-ss
GraniteRapids-v5@d: GraniteRapids-v4 +its-no
GraniteRapids-v6@d: GraniteRapids-v5 +gds-no +rfds-no
GraniteRapids-v7@d: GraniteRapids-v6
Haswell-v1: Broadwell-v1 -3dnowprefetch -adx -rdseed -smap
Haswell-v2: Haswell-v1 -hle -rtm
Haswell-v3: Haswell-v1 +spec-ctrl
Haswell-v4: Haswell-v2 +spec-ctrl
Icelake-Server-v1: Cascadelake-Server-v1 +avx512-vpopcntdq +avx512bitalg +avx512vbmi +avx512vbmi2 +gfni +la57 +umip
  +vaes +vpclmulqdq +wbnoinvd
Icelake-Server-v2: Icelake-Server-v1 -hle -rtm
Icelake-Server-v3: Icelake-Server-v2 +arch-capabilities +ibrs-all +mds-no +pschange-mc-no +rdctl-no
  +skip-l1dfl-vmentry +taa-no
Icelake-Server-v4: Icelake-Server-v3 +avx512ifma +fsrm +rdpid +sha-ni
Icelake-Server-v5: Icelake-Server-v4 +xsaves
Icelake-Server-v6: Icelake-Server-v5
Icelake-Server-v7@bcd: Icelake-Server-v5 +hle +rtm
Icelake-Server-v8@d: Icelake-Server-v7 +fb-clear +gds-no +psdp-no +rfds-no +sbdr-ssdp-no
Icelake-Server-v9@d: Icelake-Server-v8
IvyBridge-v1: Haswell-v2 -abm -avx2 -bmi1 -bmi2 -fma -invpcid -movbe -pcid
IvyBridge-v2: IvyBridge-v1 +spec-ctrl
KnightsMill-v1: Broadwell-v2 +avx512-4fmaps +avx512-4vnniw +avx512-vpopcntdq +avx512cd +avx512er +avx512f +avx512pf
  +pdpe1gb +ss -invpcid -pcid -smap
Nehalem-v1: Conroe-v1 +cx16 +popcnt +sse4.1 +sse4.2
Nehalem-v2: Nehalem-v1 +spec-ctrl
Opteron_G1-v1: Conroe-v1 -lahf-lm -ssse3
Opteron_G2-v1: Conroe-v1 +cx16 +svm -ssse3
Opteron_G3-v1: Opteron_G2-v1 +abm +misalignsse +monitor +popcnt +rdtscp +sse4a
Opteron_G4-v1: Opteron_G3-v1 +3dnowprefetch +aes +avx +fma4 +npt +nrip-save +pclmulqdq +pdpe1gb +sse4.1 +sse4.2 +ssse3
  +xop +xsave -monitor
Opteron_G5-v1: Opteron_G4-v1 +f16c +fma +tbm
Penryn-v1: Conroe-v1 +cx16 +sse4.1
SandyBridge-v1: IvyBridge-v1 -erms -f16c -fsgsbase -rdrand -smep
SandyBridge-v2: SandyBridge-v1 +spec-ctrl
SapphireRapids-v1@bcd: GraniteRapids-v1 -amx-fp16 -fbsdp-no -mcdt-no -pbrsb-no -prefetchiti -psdp-no -sbdr-ssdp-no
SapphireRapids-v2@bcd: SapphireRapids-v1 +fbsdp-no +psdp-no +sbdr-ssdp-no
SapphireRapids-v3@bcd: SapphireRapids-v2 +cldemote +movdir64b +movdiri +ss +tsc-adjust
SapphireRapids-v4@d: SapphireRapids-v3 +x-force-cpuid-0x1f
SapphireRapids-v5@d: SapphireRapids-v4 +cet-ibt +cet-ss
SapphireRapids-v6@d: SapphireRapids-v5 +its-no
SapphireRapids-v7@d: SapphireRapids-v6 +gds-no +rfds-no
SapphireRapids-v8@d: SapphireRapids-v7
SierraForest-v1@bcd: ClearwaterForest-v1 -avx-vnni-int16 -bhi-ctrl -bhi-no -cldemote -ddpd-u -gds-no -intel-psfd
  -ipred-ctrl -lam -movdir64b -movdiri -prefetchiti -rfds-no -rrsba-ctrl -sha512 -sm3 -sm4 -ss -tsc-adjust
SierraForest-v2@bcd: ClearwaterForest-v1 -avx-vnni-int16 -bhi-no -ddpd-u -prefetchiti -sha512 -sm3 -sm4
SierraForest-v3@d: SierraForest-v2 +x-force-cpuid-0x1f
SierraForest-v4@d: SierraForest-v3 +cet-ibt +cet-ss
SierraForest-v5@d: SierraForest-v4 +its-no
SierraForest-v6@d: SierraForest-v5
Skylake-Client-v1: Broadwell-v1 +xgetbv1 +xsavec
Skylake-Client-v2: Skylake-Client-v1 +spec-ctrl
Skylake-Client-v3: Broadwell-v4 +xgetbv1 +xsavec
Skylake-Client-v4: Skylake-Client-v3 +xsaves
Skylake-Server-v1: Cascadelake-Server-v1 -avx512vnni -spec-ctrl -ssbd
Skylake-Server-v2: Skylake-Server-v1 +spec-ctrl -clflushopt
Skylake-Server-v3: Skylake-Server-v2 -hle -rtm
Skylake-Server-v4: Skylake-Server-v3
Skylake-Server-v5: Skylake-Server-v3 +xsaves
Skylake-Server-v6@d: Skylake-Server-v5
Snowridge-v1: Denverton-v1 +cldemote +clwb +core-capability +gfni +movdir64b +movdiri +split-lock-detect +umip
  -rdctl-no -skip-l1dfl-vmentry
Snowridge-v2: Snowridge-v1 -mpx
Snowridge-v3: Snowridge-v2 +xsaves
Snowridge-v4: Snowridge-v3 -core-capability -split-lock-detect
Westmere-v1: Nehalem-v1 +aes +arat +pclmulqdq
Westmere-v2: Westmere-v1 +spec-ctrl
YongFeng-v1@bcd: Broadwell-v4 +ace2 +acpi +arch-capabilities +invtsc +mds-no +monitor +pdpe1gb +phe +phe-en +pku +pmm
  +pmm-en +pschange-mc-no +rdctl-no +rdpid +sha-ni +skip-l1dfl-vmentry +ss +ssb-no +umip +xcrypt +xcrypt-en +xstore
  +xstore-en -arat -erms
YongFeng-v2@bcd: YongFeng-v1
YongFeng-v3@d: YongFeng-v1 +x-force-cpuid-0x1f
athlon-v1: Opteron_G1-v1 +3dnow +3dnowext +mmxext -clflush -lm -nx -pni -syscall
core2duo-v1: Conroe-v1 +acpi +cx16 +monitor +ss
coreduo-v1: Opteron_G1-v1 +acpi +monitor +ss -lm -pse36 -syscall
kvm32-v1: Opteron_G1-v1 -lm -nx -syscall
kvm64-v1: Opteron_G1-v1 +cx16
n270-v1: coreduo-v1 +lahf-lm +movbe +ssse3
pentium-v1: 486-v1 +apic +cx8 +de +mce +mmx +msr +tsc
pentium2-v1: kvm32-v1 -clflush -pni -sse -sse2
pentium3-v1: pentium2-v1 +sse
phenom-v1: Opteron_G3-v1 +3dnow +3dnowext +fxsr-opt +mmxext +npt +pdpe1gb -misalignsse
qemu32-v1: kvm32-v1 -clflush -mca -mtrr -pse36
qemu64-v1: Opteron_G2-v1
`;

/** Names of models without a version: `NAME=MODEL@VERSIONS`. */
export const CPU_MODEL_ALIASES = `
486=486-v1 Broadwell=Broadwell-v1 Broadwell-IBRS=Broadwell-v3 Broadwell-noTSX=Broadwell-v2
Broadwell-noTSX-IBRS=Broadwell-v4 Cascadelake-Server=Cascadelake-Server-v1
Cascadelake-Server-noTSX=Cascadelake-Server-v3 ClearwaterForest=ClearwaterForest-v1@bcd Conroe=Conroe-v1
Cooperlake=Cooperlake-v1 Denverton=Denverton-v1 Dhyana=Dhyana-v1 DiamondRapids=DiamondRapids-v1@d EPYC=EPYC-v1
EPYC-Genoa=EPYC-Genoa-v1@bcd EPYC-IBPB=EPYC-v2 EPYC-Milan=EPYC-Milan-v1 EPYC-Rome=EPYC-Rome-v1
EPYC-Turin=EPYC-Turin-v1@d GraniteRapids=GraniteRapids-v1@bcd Haswell=Haswell-v1 Haswell-IBRS=Haswell-v3
Haswell-noTSX=Haswell-v2 Haswell-noTSX-IBRS=Haswell-v4 Icelake-Server=Icelake-Server-v1
Icelake-Server-noTSX=Icelake-Server-v2 IvyBridge=IvyBridge-v1 IvyBridge-IBRS=IvyBridge-v2 KnightsMill=KnightsMill-v1
Nehalem=Nehalem-v1 Nehalem-IBRS=Nehalem-v2 Opteron_G1=Opteron_G1-v1 Opteron_G2=Opteron_G2-v1 Opteron_G3=Opteron_G3-v1
Opteron_G4=Opteron_G4-v1 Opteron_G5=Opteron_G5-v1 Penryn=Penryn-v1 SandyBridge=SandyBridge-v1
SandyBridge-IBRS=SandyBridge-v2 SapphireRapids=SapphireRapids-v1@bcd SierraForest=SierraForest-v1@bcd
Skylake-Client=Skylake-Client-v1 Skylake-Client-IBRS=Skylake-Client-v2 Skylake-Client-noTSX-IBRS=Skylake-Client-v3
Skylake-Server=Skylake-Server-v1 Skylake-Server-IBRS=Skylake-Server-v2 Skylake-Server-noTSX-IBRS=Skylake-Server-v3
Snowridge=Snowridge-v1 Westmere=Westmere-v1 Westmere-IBRS=Westmere-v2 YongFeng=YongFeng-v1@bcd athlon=athlon-v1
core2duo=core2duo-v1 coreduo=coreduo-v1 kvm32=kvm32-v1 kvm64=kvm64-v1 n270=n270-v1 pentium=pentium-v1
pentium2=pentium2-v1 pentium3=pentium3-v1 phenom=phenom-v1 qemu32=qemu32-v1 qemu64=qemu64-v1
`;
