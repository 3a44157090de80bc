// SPDX-License-Identifier: Apache-2.0
// The compiled headers of tests hang on a file.
