// A QMP client in C, so that what is measured is the server: asks query-status COUNT times over a unix socket with
// WINDOW requests in flight and prints the median time a request, in microseconds.
// gcc -O2 client.c; client PATH COUNT WINDOW
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
static int fd;
static void die(const char *what) { perror(what); exit(1); }
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1e6 + t.tv_nsec / 1e3; }
static int ascending(const void *a, const void *b) { double d = *(const double *)a - *(const double *)b; return d < 0 ? -1 : d > 0; }
static void ask(const char *text, size_t length) { if (write(fd, text, length) != (ssize_t)length) die("write"); }
static void hear(int lines) {
  static char text[65536];
  while (lines > 0) {
    ssize_t length = read(fd, text, sizeof text);
    if (length <= 0) die("read");
    for (ssize_t i = 0; i < length; i++) lines -= text[i] == '\n';
  }
}
int main(int argc, char **argv) {
  if (argc != 4) return 2;
  const char hello[] = "{\"execute\": \"qmp_capabilities\"}\n", request[] = "{\"execute\": \"query-status\"}\n";
  int window = atoi(argv[3]), turns = atoi(argv[2]) / window;
  size_t length = sizeof request - 1;
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  strncpy(address.sun_path, argv[1], sizeof address.sun_path - 1);
  fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address)) die(argv[1]);
  hear(1);
  ask(hello, sizeof hello - 1);
  hear(1);
  char *requests = malloc(length * window);
  double *times = malloc(sizeof *times * turns);
  for (int i = 0; i < window; i++) memcpy(requests + length * i, request, length);
  for (int i = 0; i < turns; i++) {
    double begin = now();
    ask(requests, length * window);
    hear(window);
    times[i] = (now() - begin) / window;
  }
  qsort(times, turns, sizeof *times, ascending);
  printf("%.2f\n", times[turns / 2]);
}
