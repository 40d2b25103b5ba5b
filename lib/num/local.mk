lib_libbltcore_la_SOURCES += lib/num/view.h lib/num/view.c lib/num/count.h \
    lib/num/kern.h lib/num/kern.c lib/num/kern_ref.c lib/num/half.h \
    lib/num/half.c lib/num/rows.h lib/num/rows.c lib/num/gemm.h \
    lib/num/gemm.c lib/num/gemm_bf16.h lib/num/gemm_bf16.c

# Files for one instruction set get its flags and no others' code.
if AVX2
noinst_LTLIBRARIES += lib/num/libavx2.la
lib_num_libavx2_la_SOURCES = lib/num/kern_avx2.c lib/num/exp_avx2.c \
    lib/num/product_avx2.c lib/num/avx2.h lib/num/vector.h \
    lib/num/gemm_avx2.c lib/num/gemm_tiles.h
lib_num_libavx2_la_CFLAGS = $(AM_CFLAGS) -O3 $(AVX2_CFLAGS)
lib_libbltcore_la_LIBADD += lib/num/libavx2.la
endif

if AVX512
noinst_LTLIBRARIES += lib/num/libavx512.la
lib_num_libavx512_la_SOURCES = lib/num/kern_avx512.c \
    lib/num/gemm_avx512.c lib/num/gemm_avx512.h lib/num/gemm_tiles.h
lib_num_libavx512_la_CFLAGS = $(AM_CFLAGS) -O3 $(AVX2_CFLAGS) \
    -mavx512f -mavx512bw
lib_libbltcore_la_LIBADD += lib/num/libavx512.la
endif

if AVX512_BF16
noinst_LTLIBRARIES += lib/num/libbf16.la
lib_num_libbf16_la_SOURCES = lib/num/gemm_bf16_avx512.c \
    lib/num/gemm_bf16.h lib/num/gemm_avx512.h lib/num/gemm_tiles.h
lib_num_libbf16_la_CFLAGS = $(AM_CFLAGS) -O3 $(AVX2_CFLAGS) \
    -mavx512f -mavx512bw -mavx512bf16
lib_libbltcore_la_LIBADD += lib/num/libbf16.la
endif
