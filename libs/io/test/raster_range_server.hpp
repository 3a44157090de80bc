// SPDX-License-Identifier: Apache-2.0
// A small HTTP server on loopback that knows byte ranges and counts what it serves.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace halflight::io::test {

class RangeServer {
  public:
    RangeServer(std::string name, std::string bytes)
        : m_name(std::move(name)), m_bytes(std::move(bytes)),
          m_socket(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
        ::listen(m_socket, 16);
        socklen_t length = sizeof(address);
        ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &length);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
    RangeServer(const RangeServer&) = delete;
    RangeServer& operator=(const RangeServer&) = delete;
    ~RangeServer() {
        ::shutdown(m_socket, SHUT_RDWR);
        m_thread.join();
        ::close(m_socket);
    }
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(m_port) + "/" + m_name;
    }
    [[nodiscard]] std::uint64_t served() const { return m_served; }
    [[nodiscard]] std::vector<std::string> paths() {
        const std::lock_guard lock(m_lock);
        return m_paths;
    }

  private:
    void serve() {
        while (true) {
            const int client = ::accept(m_socket, nullptr, nullptr);
            if (client < 0) {
                return;
            }
            std::string request;
            char part[4096];
            while (request.find("\r\n\r\n") == std::string::npos) {
                const ssize_t got = ::recv(client, part, sizeof(part), 0);
                if (got <= 0) {
                    break;
                }
                request.append(part, static_cast<std::size_t>(got));
            }
            answer(client, request);
            ::close(client);
        }
    }

    void answer(int client, const std::string& request) {
        const std::size_t first = request.find(' ');
        const std::size_t second = request.find(' ', first + 1);
        if (first == std::string::npos || second == std::string::npos) {
            return;
        }
        const std::string path = request.substr(first + 1, second - first - 1);
        {
            const std::lock_guard lock(m_lock);
            m_paths.push_back(path);
        }
        std::string head = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n";
        std::string body;
        if (path == "/" + m_name) {
            std::size_t from = 0;
            std::size_t to = m_bytes.size() - 1;
            const std::size_t range = request.find("ange: bytes=");
            const bool part =
                range != std::string::npos &&
                std::sscanf(request.c_str() + range, "ange: bytes=%zu-%zu", &from, &to) == 2;
            to = to < m_bytes.size() ? to : m_bytes.size() - 1;
            body = from <= to ? m_bytes.substr(from, to - from + 1) : "";
            head = part ? "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " +
                              std::to_string(from) + "-" + std::to_string(to) + "/" +
                              std::to_string(m_bytes.size()) + "\r\n"
                        : std::string("HTTP/1.1 200 OK\r\n");
            head +=
                "Accept-Ranges: bytes\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
        }
        head += "Connection: close\r\n\r\n";
        if (request.starts_with("HEAD")) {
            body.clear();
        }
        m_served += body.size();
        const std::string all = head + body;
        std::size_t sent = 0;
        while (sent < all.size()) {
            const ssize_t count =
                ::send(client, all.data() + sent, all.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) {
                return;
            }
            sent += static_cast<std::size_t>(count);
        }
    }

    std::string m_name;
    std::string m_bytes;
    int m_socket;
    unsigned m_port = 0;
    std::atomic<std::uint64_t> m_served = 0;
    std::mutex m_lock;
    std::vector<std::string> m_paths;
    std::thread m_thread;
};

} // namespace halflight::io::test
