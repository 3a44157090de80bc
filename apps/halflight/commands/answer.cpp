// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"

namespace halflight::app {

int run(const Answer& answer, Console& console) {
    if (answer.status == 0) {
        console.result(answer.text);
    } else {
        Console::message(answer.text);
    }
    return answer.status;
}

} // namespace halflight::app
