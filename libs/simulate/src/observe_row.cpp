// SPDX-License-Identifier: Apache-2.0
// The sensor: from light to what it reports, some hundred cells at a time.
#include "noise.hpp"
#include "scene_parts.hpp"
#include "streams.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::simulate {

namespace {

constexpr std::int64_t piece = 512; // cells: all that is made of them stays in the first cache
constexpr auto chunk = static_cast<std::int64_t>(noise_chunk);
using Cells = std::array<float, piece>;

struct Sensor {
    float gain, noise, relative, floor, step, per_step;
    float clear_shift, clear_least, clear_most;
};

/// Numbers of clear observations in place of the field of clouds.
void count_clear(const Sensor& sensor, std::int64_t count, float* clouds) {
    constexpr float spread = MonthScene::State::clear_spread;
    for (std::int64_t i = 0; i < count; ++i) {
        const float nights = std::floor(sensor.clear_shift + spread * clouds[i]);
        clouds[i] = std::min(sensor.clear_most, std::max(sensor.clear_least, nights));
    }
}

/// `clear` are numbers of observations, `noise` standard normal draws.
void sense(const Sensor& sensor, std::int64_t count, const float* clear, const float* noise,
           float* radiance) {
    constexpr float usual = 8; // observations for which the noise is given
    for (std::int64_t i = 0; i < count; ++i) {
        const float light = sensor.gain * radiance[i];
        const float spread = sensor.noise + sensor.relative * light;
        const float fewer = std::sqrt(usual / std::max(1.0F, clear[i]));
        radiance[i] = light + spread * fewer * noise[i];
    }
}

void store(const Sensor& sensor, std::int64_t count, const float* clear, float* radiance) {
    if (sensor.step > 0) {
        for (std::int64_t i = 0; i < count; ++i) {
            radiance[i] = std::rint(radiance[i] * sensor.per_step) * sensor.step;
        }
    }
    if (sensor.floor > 0) {
        for (std::int64_t i = 0; i < count; ++i) {
            radiance[i] = radiance[i] < sensor.floor ? 0.0F : radiance[i];
        }
    }
    for (std::int64_t i = 0; i < count; ++i) {
        radiance[i] = clear[i] < 1.0F ? unseen : radiance[i];
    }
}

/// Draws for the cells `first` to `first` + `count` of a row, `first` at the begin of a chunk.
void draw(const MonthScene::State& state, std::int64_t row, std::int64_t first, std::int64_t count,
          float* out) {
    const Country& country = *state.parts->country;
    const std::int64_t across = (country.grid.width + chunk - 1) / chunk;
    const std::uint64_t stream = static_cast<std::uint64_t>(Stream::noise) << 32U | state.month;
    for (std::int64_t at = 0; at < count; at += chunk) {
        const auto number = static_cast<std::uint64_t>(row * across + (first + at) / chunk);
        noise_normals(country.spec.seed, stream, number * noise_blocks, out + at);
    }
}

Sensor sensor_of(const MonthScene::State& state) {
    const CountrySpec& spec = state.parts->country->spec;
    const auto single = [](double value) { return static_cast<float>(value); };
    return {state.gain,         single(spec.noise), single(spec.noise_relative),
            single(spec.floor), single(spec.step),  spec.step > 0 ? single(1 / spec.step) : 0.0F,
            state.clear_shift,  state.clear_least,  state.clear_most};
}

} // namespace

void MonthScene::State::observe_row(std::int64_t row, std::int64_t first, std::int64_t end,
                                    float* radiance, std::uint8_t* clear) const {
    const Sensor sensor = sensor_of(*this);
    alignas(32) std::array<float, piece + 2 * noise_chunk> noise;
    alignas(32) Cells light;
    alignas(32) Cells nights;
    for (std::int64_t begin = first; begin < end;) {
        const std::int64_t stop = std::min(end, (begin / piece + 1) * piece);
        const std::int64_t count = stop - begin;
        const std::int64_t drawn = begin / chunk * chunk;
        parts->ground_row(row, begin, stop, light.data());
        parts->sources.add_row(row, begin, stop, lights, light.data());
        clouds.row(row, begin, stop, nights.data());
        draw(*this, row, drawn, stop - drawn, noise.data());
        count_clear(sensor, count, nights.data());
        sense(sensor, count, nights.data(), noise.data() + (begin - drawn), light.data());
        store(sensor, count, nights.data(), light.data());
        std::copy_n(light.data(), count, radiance + (begin - first));
        for (std::int64_t i = 0; clear != nullptr && i < count; ++i) {
            clear[begin - first + i] = static_cast<std::uint8_t>(
                static_cast<std::int32_t>(nights[static_cast<std::size_t>(i)]));
        }
        begin = stop;
    }
}

} // namespace halflight::simulate
